import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionOf } from '../../access/session.ts'
import { sessionCookie, sessionIn } from '../../access/session-cookie.ts'
import { readAccess } from '../../access/session-secrets.ts'
import { nobodyAt } from '../../audit/actor.ts'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import type { OpenedSession } from '../../core/sessions.ts'
import type { AppParts } from '../edge/parts.ts'

/**
 * Signs the browser in that made the request. Its session is always a new one, with a new secret: whatever it carried
 * before, or somebody laid into it, opens nothing of this, and ends.
 */
export async function openBrowserSession(
  { core, settings }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
  of: SessionOf,
): Promise<CommandAnswer<OpenedSession>> {
  const now = core.now()
  const acting = core.by(nobodyAt(request.address, request.id))
  const opened = await acting.openSession({
    device: 'browser',
    of,
    address: request.address,
    until: now + settings.session_age,
  })
  if (!opened.ok) return opened
  const before = carriedSession(request)
  const found = before === undefined ? undefined : core.session(before.id)
  if (found !== undefined && found.session.access.hash === before?.hash) await acting.endSession(before.id)
  const { session, access } = opened.value
  reply.header('set-cookie', sessionCookie(access, Math.floor((session.expiresAt - now) / 1_000)))
  return opened
}

/** What a browser carries as its session, whether there is such a one or not. */
export function carriedSession(
  request: FastifyRequest,
): { readonly id: string; readonly hash: string } | undefined {
  const secret = sessionIn(request.headers.cookie)
  return secret === undefined ? undefined : readAccess(secret)
}
