import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hashOf } from '../../access/credential.ts'
import type { SessionRecord } from '../../access/session.ts'
import { UNJUDGED } from '../../access/ways.ts'
import { nobodyAt } from '../../audit/actor.ts'
import { LOGOUT_TOKEN_LIFE, type LoggedOut } from '../../openid/logout-token.ts'
import type { OpenId } from '../../openid/openid.ts'
import type { AppParts } from '../edge/parts.ts'
import { lastOf, queryOf } from '../edge/query.ts'
import { formOf } from './form.ts'
import type { IdTokens } from './id-tokens.ts'
import type { OneTime } from './one-time.ts'
import { html, sendPage } from './page.ts'
import { noteRefusedSignIn } from './refused-sign-in.ts'

/** A way to the provider's own sign-out, for the browser that has just signed out here. */
export interface LeavingAtProvider {
  readonly idToken: string | undefined
}

export interface ProviderSignOutParts {
  readonly parts: AppParts
  readonly openid: OpenId
  readonly leaving: OneTime<LeavingAtProvider>
  readonly idTokens: IdTokens
}

/** Signing out at the provider, begun here; and here, begun there. */
export function providerSignOut(app: FastifyInstance, out: ProviderSignOutParts): void {
  const config = { right: 'public', page: true } as const
  app.get('/sign-in/out', { config }, (request, reply) => leave(out, request, reply))
  app.post('/sign-in/openid/back-channel-logout', { config }, (request, reply) =>
    endTheirs(out, request, reply),
  )
}

/** Where a page goes on to, whose session has just ended; undefined where there is nothing to sign out of. */
export async function wayOut(
  { openid, leaving, idTokens }: ProviderSignOutParts,
  { id, of }: SessionRecord,
): Promise<string | undefined> {
  if (of.way !== 'openid') return undefined
  const ticket = await leaving.put({ idToken: idTokens.take(id) })
  return `${openid.settings.publicUrl}/sign-in/out?${new URLSearchParams({ ticket })}`
}

async function leave(
  { openid, leaving }: ProviderSignOutParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await leaving.take(lastOf(queryOf(request), 'ticket') ?? '')
  const to = found === undefined ? undefined : await openid.signOutUrl(found.idToken)
  if (to !== undefined) return reply.header('cache-control', 'no-store').redirect(to.href, 303)
  const { name, publicUrl } = openid.settings
  return sendPage(reply, {
    status: 200,
    title: 'You are signed out here',
    body: html`<p>At ${name} you may still be signed in.</p>
<p><a class="button first" href="${`${publicUrl}/`}">Back to Watchfloor</a></p>`,
  })
}

/** As OpenID Connect Back-Channel Logout 1.0 has it, 2.5 to 2.8. */
async function endTheirs(
  out: ProviderSignOutParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { parts } = out
  reply.header('cache-control', 'no-store')
  const tokens = formOf(request)?.getAll('logout_token') ?? []
  const [token = ''] = tokens.length === 1 ? tokens : []
  // Whom it is about may have come in at another server a moment ago.
  if (!(await parts.look()))
    return reply.code(503).send({ error: 'temporarily_unavailable', error_description: UNJUDGED.message })
  const judged = await judgedOnce(out, token)
  if (typeof judged === 'string') {
    parts.logger.warn(
      { address: request.address, why: judged, request: request.id },
      'a logout token was refused',
    )
    noteRefusedSignIn(parts, request, 'unauthorized', 'session.end')
    return reply.code(400).send({ error: 'invalid_request', error_description: judged })
  }
  const { issuer, sid, subject } = judged
  const provider = { credential: `oidc:${issuer}`, subject: `oidc:${issuer}` }
  const by = parts.core.by({ ...nobodyAt(request.address, request.id), ...provider })
  const ended = await by.endSessions(({ of }) => {
    if (of.way !== 'openid' || of.issuer !== issuer) return false
    if (subject !== undefined && of.subject !== subject) return false
    return sid === undefined || of.sid === undefined ? subject !== undefined : of.sid === sid
  })
  if (!ended.ok)
    return reply.code(503).send({ error: 'temporarily_unavailable', error_description: ended.message })
  parts.logger.info(
    { issuer, subject, sid, sessions: ended.value.map(({ id }) => id), request: request.id },
    'a provider signed somebody out',
  )
  return reply.code(200).send()
}

/** One that another server of the store has taken already counts no more. */
async function judgedOnce(
  { parts: { signIns }, openid }: ProviderSignOutParts,
  token: string,
): Promise<LoggedOut | string> {
  const judged = await openid.judgeLogout(token)
  if (typeof judged === 'string' || signIns === undefined) return judged
  const isFirst = await signIns.first('logout', hashOf(judged.token), LOGOUT_TOKEN_LIFE)
  return isFirst ? judged : 'it was used already (jti)'
}
