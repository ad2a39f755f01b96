import { randomBytes } from 'node:crypto'
import type { Millis } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { failedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { type Agreed, type DeskPagesParts, deskPages } from './desk-pages.ts'
import { deskSessionRoutes } from './desk-session-routes.ts'
import { createIdTokens } from './id-tokens.ts'
import { type OneTime, oneTime, sharedOneTime } from './one-time.ts'
import { openSessionRoutes } from './open-session-routes.ts'
import { HALF_DONE_LIFE, type HalfDone, openIdPages } from './openid-pages.ts'
import { type LeavingAtProvider, providerSignOut, wayOut } from './provider-sign-out.ts'
import { sessionRoutes } from './session-routes.ts'
import type { WayIn } from './way-in.ts'

const MINUTE = 60_000
/** Of each kind. */
const MOST_WAITING = 5_000

/** Everything by which people sign in and out. */
export function signInRoutes(app: FastifyInstance, parts: AppParts): void {
  const { monotonic } = parts.clock
  /** Where several servers share a store, the next step is another's as likely as this one's. */
  const kept = <T>(kind: string, life: Millis): OneTime<T> => {
    const bounds = { most: MOST_WAITING, random: randomBytes, life }
    return parts.signIns === undefined
      ? oneTime({ ...bounds, monotonic })
      : sharedOneTime(parts.signIns, kind, bounds)
  }
  const agreed = kept<Agreed>('agreed', MINUTE)
  const questions: DeskPagesParts['questions'] = kept('question', 10 * MINUTE)
  const { openid } = parts
  const ways: readonly WayIn[] =
    openid === undefined
      ? []
      : [{ name: openid.settings.name, url: `${openid.settings.publicUrl}/sign-in/openid` }]
  const idTokens = createIdTokens()
  const out =
    openid === undefined
      ? undefined
      : { parts, openid, idTokens, leaving: kept<LeavingAtProvider>('leaving', MINUTE) }
  const failed = failedSignIns(parts, 'sign-in')
  sessionRoutes(app, parts, {
    ways,
    failed,
    wayOut: (session) => (out === undefined ? Promise.resolve(undefined) : wayOut(out, session)),
  })
  openSessionRoutes(app, parts)
  deskPages(app, { parts, questions, agreed, ways, failed })
  deskSessionRoutes(app, parts, agreed)
  if (out === undefined) return
  openIdPages(app, {
    ...out,
    halfDone: kept<HalfDone>('openid', HALF_DONE_LIFE),
  })
  providerSignOut(app, out)
}
