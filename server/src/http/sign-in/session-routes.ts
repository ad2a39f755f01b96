import { ApiError, parser, Session, SessionRequest, SignInWays } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../../access/principal.ts'
import { type SessionRecord, sessionPrincipal } from '../../access/session.ts'
import { noSessionCookie } from '../../access/session-cookie.ts'
import { actorOf } from '../../audit/actor.ts'
import { json } from '../../openapi/answers.ts'
import { sendRefused } from '../edge/answers.ts'
import { sendError } from '../edge/errors.ts'
import type { FailedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { openBrowserSession } from './browser-session.ts'
import type { WayIn } from './way-in.ts'
import { whoIs } from './who-is.ts'

const parse = parser(SessionRequest)

export interface SessionRoutesParts {
  /** The ways in beside a token. */
  readonly ways: readonly WayIn[]
  readonly failed: FailedSignIns
  /** Where a page goes on to whose session has just ended; undefined when it is signed out of everything. */
  readonly wayOut: (session: SessionRecord) => Promise<string | undefined>
}

/** How one signs in and out. The token is in a page for as long as it is typed, and never afterwards. */
export function sessionRoutes(
  app: FastifyInstance,
  parts: AppParts,
  { ways, failed, wayOut }: SessionRoutesParts,
): void {
  const answers = { 200: json(Session, 'How one signs in here, and as whom you are known.') }
  const judged = {
    ...answers,
    503: json(ApiError, 'Who you are cannot be judged now; you are not signed out.'),
  }
  resource(app, '/api/v2/sign-in', {
    GET: handler(
      {
        id: 'getSignIn',
        chapter: 'Operating',
        right: 'public',
        summary: 'By which ways may a person sign in here?',
        answers: { 200: json(SignInWays, 'All of them; none where nobody signs in.') },
      },
      (): SignInWays => ({
        ways:
          parts.settings.sign_in === 'off'
            ? []
            : [...ways.map(({ name, url }) => ({ kind: 'openid' as const, name, url })), { kind: 'token' }],
      }),
    ),
  })
  resource(app, '/api/v2/session', {
    GET: handler(
      {
        id: 'getSession',
        chapter: 'Operating',
        right: 'public',
        summary: 'Who am I here, and what may I?',
        answers: judged,
      },
      async (request, reply) => {
        const admission = await parts.authorize(parts.doorOf(request.raw), 'known')
        // Who cannot be judged is not signed out.
        if (!admission.ok && admission.status === 503)
          return sendError(request, reply, { ...admission, from: 'handler' })
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
          'For as long as `session_age` says, and for as long as the token is good. Programs need no session: they send their token with each request.',
        body: { schema: SessionRequest },
        answers: {
          ...answers,
          401: json(ApiError, 'The token is not good.'),
          409: json(ApiError, 'Nobody signs in here, or this is no token of this server’s own.'),
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
        summary: 'Sign out: a browser by its cookie, a desk by its token',
        answers: judged,
      },
      (request, reply) => signOut(parts, wayOut, request, reply),
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
  const carried = { ...door, authorization: `Bearer ${asked.token}`, cookie: undefined, isControl: false }
  const admission = await parts.authorize(carried, 'known')
  if (!admission.ok) {
    const early = admission.status === 401 ? await failed.refuse(request, reply) : undefined
    return early ?? sendError(request, reply, { ...admission, from: 'handler' })
  }
  const token = core.credential(admission.principal.credential ?? '')
  if (token === undefined) {
    const message =
      'a browser signs in with a token that watchfloor-server token made, and this is another kind'
    return sendRefused(request, reply, { reason: 'conflict', message })
  }
  const opened = await openBrowserSession(parts, request, reply, { way: 'token', hash: token.hash })
  if (!opened.ok) return sendRefused(request, reply, opened)
  const { session, person } = opened.value
  return sessionOf(parts, sessionPrincipal(session, person, session.access))
}

async function signOut(
  parts: AppParts,
  wayOut: SessionRoutesParts['wayOut'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session | FastifyReply> {
  const door = parts.doorOf(request.raw)
  const admission = await parts.authorize(door, 'known')
  if (!admission.ok && admission.status === 503)
    return sendError(request, reply, { ...admission, from: 'handler' })
  const id = admission.ok ? admission.principal.session : undefined
  if (id !== undefined && admission.ok) {
    const ended = await parts.core.by(actorOf(admission.principal, door.address, request.id)).endSession(id)
    if (!ended.ok && ended.reason !== 'not_found') return sendRefused(request, reply, ended)
    const next = ended.ok && ended.value.device === 'browser' ? await wayOut(ended.value) : undefined
    reply.header('set-cookie', noSessionCookie())
    return { ...sessionOf(parts, undefined), ...(next !== undefined && { next }) }
  }
  reply.header('set-cookie', noSessionCookie())
  return sessionOf(parts, undefined)
}

function sessionOf({ settings }: AppParts, principal: Principal | undefined): Session {
  return { sign_in: settings.sign_in, who: principal === undefined ? null : whoIs(principal) }
}
