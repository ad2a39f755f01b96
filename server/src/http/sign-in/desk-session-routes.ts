import { createHash } from 'node:crypto'
import {
  ApiError,
  DeskSession,
  DeskSessionRequest,
  formatTime,
  parser,
  RefreshRequest,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSame, sessionPrincipal } from '../../access/session.ts'
import { UNJUDGED } from '../../access/ways.ts'
import { nobodyAt } from '../../audit/actor.ts'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import type { OpenedSession } from '../../core/sessions.ts'
import { json } from '../../openapi/answers.ts'
import { sendRefused } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import type { Agreed } from './desk-pages.ts'
import type { OneTime } from './one-time.ts'
import { whoIs } from './who-is.ts'

const UNKNOWN = { reason: 'unavailable', message: UNJUDGED.message } as const

const parseDesk = parser(DeskSessionRequest)
const parseRefresh = parser(RefreshRequest)

/** How a desk takes its session, and goes on with it. */
export function deskSessionRoutes(app: FastifyInstance, parts: AppParts, agreed: OneTime<Agreed>): void {
  const answers = {
    200: json(DeskSession, 'Both are told this once.'),
    503: json(ApiError, 'It could not be kept, or cannot be judged now.'),
  }
  resource(app, '/api/v2/session/desk', {
    POST: handler(
      {
        id: 'openDeskSession',
        chapter: 'Operating',
        right: 'public',
        summary: 'Take the session of a desk whose person has just agreed, with the code that they brought',
        description:
          'The person agrees in the system’s browser, at `/sign-in/desk?port=…&state=…&challenge=…`, which leads to `http://127.0.0.1:PORT/signed-in?code=…&state=…`, or with `error=access_denied` there when they did not. The code is good once, for a minute.',
        body: { schema: DeskSessionRequest },
        answers: { ...answers, 401: json(ApiError, 'The code is not good, or not this desk’s.') },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const asked = await readBodyAs(parts, request, reply, 'desk session', parseDesk)
        if (asked === undefined) return reply
        const { core, settings, logger } = parts
        // The session in which it was agreed may be another server's of a moment ago.
        if (!(await parts.look())) return sendRefused(request, reply, UNKNOWN)
        const found = await agreed.take(asked.code)
        const challenge = createHash('sha256').update(asked.verifier).digest('base64url')
        // Whoever signed out in between takes that back.
        if (
          found === undefined ||
          !isSame(found.challenge, challenge) ||
          core.session(found.session) === undefined
        ) {
          const message = 'this code is not good any more, or is another desk’s: sign in again'
          return sendRefused(request, reply, { reason: 'unauthorized', message })
        }
        const opened = await core.by(nobodyAt(request.address, request.id)).openSession({
          device: 'desk',
          of: found.of,
          address: request.address,
          until: core.now() + settings.session_age,
        })
        if (opened.ok) {
          const { person, session } = opened.value
          logger.info(
            { id: session.id, name: person.name, address: request.address, request: request.id },
            'a desk was let in',
          )
        }
        return told(request, reply, opened)
      },
    ),
  })
  resource(app, '/api/v2/session/refresh', {
    POST: handler(
      {
        id: 'refreshSession',
        chapter: 'Operating',
        right: 'public',
        summary: 'Go on with a desk’s session: the next token, and the next refresh token',
        body: { schema: RefreshRequest },
        answers: {
          ...answers,
          401: json(ApiError, 'The session is over; or it ends now, being in two hands.'),
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const asked = await readBodyAs(parts, request, reply, 'refresh', parseRefresh)
        if (asked === undefined) return reply
        // Another server may have given it a moment ago.
        if (!(await parts.look())) return sendRefused(request, reply, UNKNOWN)
        return told(request, reply, await parts.core.renewSession(asked.refresh))
      },
    ),
  })
}

function told(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: CommandAnswer<OpenedSession>,
): DeskSession | FastifyReply {
  if (!opened.ok) return sendRefused(request, reply, opened)
  const { session, person, access, refresh } = opened.value
  const principal = whoIs(sessionPrincipal(session, person, session.access))
  if (refresh === undefined || principal === null)
    throw new Error('a desk’s session without what it goes on with')
  return { token: access, refresh, expires_at: formatTime(session.access.expiresAt), principal }
}
