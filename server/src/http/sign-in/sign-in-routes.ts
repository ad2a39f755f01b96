import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { failedSignIns } from '../edge/failed-sign-ins.ts'
import type { AppParts } from '../edge/parts.ts'
import { type Agreed, type DeskPagesParts, deskPages } from './desk-pages.ts'
import { deskSessionRoutes } from './desk-session-routes.ts'
import { oneTime } from './one-time.ts'
import { openSessionRoutes } from './open-session-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import type { WayIn } from './way-in.ts'

const MINUTE = 60_000
/** Of each kind. */
const MOST_WAITING = 5_000

/** Everything by which people sign in and out. */
export function signInRoutes(app: FastifyInstance, parts: AppParts): void {
  const { monotonic } = parts.clock
  const kept = { most: MOST_WAITING, monotonic, random: randomBytes }
  const agreed = oneTime<Agreed>({ ...kept, life: MINUTE })
  const questions: DeskPagesParts['questions'] = oneTime({ ...kept, life: 10 * MINUTE })
  const ways: readonly WayIn[] = []
  const failed = failedSignIns(parts)
  sessionRoutes(app, parts, ways, failed)
  openSessionRoutes(app, parts)
  deskPages(app, { parts, questions, agreed, ways, failed })
  deskSessionRoutes(app, parts, agreed)
}
