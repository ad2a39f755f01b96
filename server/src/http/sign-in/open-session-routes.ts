import { ApiError, formatTime, OpenSession, OpenSessions } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { FoundSession } from '../../access/session-way.ts'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendRefused } from '../edge/answers.ts'
import { acting } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { writtenScope } from './who-is.ts'

/** Who is signed in, for whoever runs the server. */
export function openSessionRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core, logger } = parts
  resource(app, '/api/v2/sessions', {
    GET: handler(
      {
        id: 'getSessions',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Who is signed in, in browsers and at desks',
        answers: { 200: json(OpenSessions, 'All that have not ended, the newest first.') },
      },
      ({ principal }) => ({
        sessions: core.sessions().map((one) => toOpenSession(one, principal.session)),
      }),
    ),
  })
  resource(app, '/api/v2/sessions/:id', {
    DELETE: handler(
      {
        id: 'endSession',
        chapter: 'Operating',
        right: 'administer',
        summary: 'End a session: nobody comes in with it, and streams that it opened end',
        parameters: [pathParameter('id', Type.String(), 'Id of the session.')],
        answers: { 200: json(OpenSession, 'What it was.'), 404: json(ApiError, 'There is no such session.') },
      },
      async (request, reply) => {
        const { id } = request.params as { readonly id: string }
        const found = core.session(id)
        const answer = await acting(parts, request).endSession(id)
        if (!answer.ok) return sendRefused(request, reply, answer)
        if (found === undefined) {
          const message = 'the token of this session was revoked, and the session with it'
          return sendRefused(request, reply, { reason: 'not_found', message })
        }
        const ended = toOpenSession(found, request.principal.session)
        logger.info({ ...ended, by: request.principal.name, request: request.id }, 'a session was ended')
        return ended
      },
    ),
  })
}

function toOpenSession({ session, person }: FoundSession, own: string | undefined): OpenSession {
  return {
    id: session.id,
    device: session.device,
    name: person.name,
    role: person.role,
    scope: writtenScope(person.scope),
    subject: person.subject,
    address: session.address,
    opened_at: formatTime(session.createdAt),
    expires_at: formatTime(session.expiresAt),
    is_own: session.id === own,
  }
}
