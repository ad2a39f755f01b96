import { ApiError, formatTime, parser, Session, SessionRequest, type Who } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hashOf } from '../../access/credential.ts'
import type { Principal } from '../../access/principal.ts'
import { rightsOf } from '../../access/rights.ts'
import { noSessionCookie, sessionCookie, sessionIn } from '../../access/session-cookie.ts'
import { json } from '../../openapi/answers.ts'
import { sendRefused } from '../edge/answers.ts'
import { sendError } from '../edge/errors.ts'
import { type FailedSignIns, failedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(SessionRequest)

/** How a browser signs in and out. The token is in its page for as long as it is typed, and never afterwards. */
export function sessionRoutes(app: FastifyInstance, parts: AppParts): void {
  const failed = failedSignIns(parts)
  const answers = { 200: json(Session, 'How one signs in here, and as whom you are known.') }
  resource(app, '/api/v2/session', {
    GET: handler(
      {
        id: 'getSession',
        chapter: 'Operating',
        right: 'public',
        summary: 'Who am I here?',
        answers,
      },
      async (request) => {
        const admission = await parts.authorize(parts.doorOf(request.raw), 'known')
        return sessionOf(parts, admission.ok ? admission.principal : undefined)
      },
    ),
    POST: handler(
      {
        id: 'signIn',
        chapter: 'Operating',
        right: 'public',
        summary: 'Sign a browser in with a token; it carries a cookie from then on',
        description:
          'For seven days at most, and for as long as the token is good. Programs need no session: they send their token with each request.',
        body: { schema: SessionRequest },
        answers: {
          ...answers,
          401: json(ApiError, 'The token is not good.'),
          409: json(ApiError, 'Nobody signs in here.'),
          429: json(ApiError, 'The token is not good, and too many others came from there.'),
        },
      },
      (request, reply) => signIn(parts, failed, request, reply),
    ),
    DELETE: handler(
      {
        id: 'signOut',
        chapter: 'Operating',
        right: 'public',
        summary: 'Sign a browser out',
        answers,
      },
      async (request, reply) => {
        const secret = sessionIn(request.headers.cookie)
        if (secret !== undefined) {
          const ended = await parts.core.endSession(hashOf(secret))
          if (!ended.ok) return sendRefused(request, reply, ended)
        }
        reply.header('set-cookie', noSessionCookie())
        return sessionOf(parts, undefined)
      },
    ),
  })
}

async function signIn(
  parts: AppParts,
  failed: FailedSignIns,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session | FastifyReply> {
  const { core, settings } = parts
  if (settings.sign_in === 'off') {
    const message = 'nobody signs in here (sign_in is off): whoever reaches this server may do everything'
    return sendRefused(request, reply, { reason: 'conflict', message })
  }
  const asked = await readBodyAs(parts, request, reply, 'session', parse)
  if (asked === undefined) return reply
  const door = parts.doorOf(request.raw)
  const carried = { ...door, authorization: `Bearer ${asked.token}`, cookie: undefined }
  const admission = await parts.authorize(carried, 'known')
  if (!admission.ok) {
    const early = admission.status === 401 ? failed.refuse(request, reply) : undefined
    return early ?? sendError(request, reply, { ...admission, from: 'handler' })
  }
  const { principal } = admission
  const opened = await core.createSession(principal.credential ?? '')
  if (!opened.ok) return sendRefused(request, reply, opened)
  const { secret, record } = opened.value
  reply.header('set-cookie', sessionCookie(secret, Math.floor((record.expiresAt - core.now()) / 1_000)))
  return sessionOf(parts, { ...principal, expiresAt: record.expiresAt })
}

function sessionOf({ settings }: AppParts, principal: Principal | undefined): Session {
  return { sign_in: settings.sign_in, who: principal === undefined ? null : whoIs(principal) }
}

/** Null for somebody without a name: everybody is let in, and nobody is known. */
function whoIs(principal: Principal): Who | null {
  const { name, role, scope, expiresAt } = principal
  if (name === undefined) return null
  return {
    name,
    role,
    scope:
      scope === undefined
        ? null
        : Object.fromEntries(Object.entries(scope).map(([label, values]) => [label, [...values]])),
    way: 'token',
    expires_at: expiresAt === undefined ? null : formatTime(expiresAt),
    may: [...rightsOf(principal)],
  }
}
