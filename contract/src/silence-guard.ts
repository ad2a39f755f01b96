import Type, { type Static } from 'typebox'
import { alertName } from './alert-name.ts'
import type { Level } from './severity.ts'

/** From when on a silence hides so much that whoever makes it is asked again. The board and the server judge alike. */
export const GuardLimits = Type.Object({
  share: Type.Number({ minimum: 0, description: 'Of the firing alerts, 0 to 1.' }),
  from: Type.Integer({ minimum: 0, description: 'Of fewer firing alerts than this a share says little.' }),
  alerts: Type.Integer({ minimum: 0, description: 'More alerts than this are many on every board.' }),
})
export type GuardLimits = Readonly<Static<typeof GuardLimits>>

export const DEFAULT_GUARD: GuardLimits = { share: 0.2, from: 10, alerts: 100 }

/** Alerts that a silence hides, of all that fire. */
export interface Hides {
  readonly count: number
  readonly firing: number
}

/** Does it hide so much that it takes a second word? */
export function isWide({ count, firing }: Hides, limits: GuardLimits = DEFAULT_GUARD): boolean {
  return count > limits.alerts || (firing >= limits.from && count > firing * limits.share)
}

/** `412 of 470 firing alerts (88 %)`. */
export function hidesText({ count, firing }: Hides): string {
  const share = firing === 0 ? 0 : Math.round((100 * count) / firing)
  const [some, all] = [count.toLocaleString('en'), firing.toLocaleString('en')]
  return `${some} of ${all} firing alerts (${share} %)`
}

const MOST_NAMES = 3

/** Names of the critical ones, the first few of them: `PaymentsDown, SearchDown and 2 more`; empty when there are none. */
export function criticalNames(
  hidden: Iterable<{ readonly alertname: string; readonly level: Level }>,
): string {
  const names = new Set<string>()
  for (const alert of hidden) if (alert.level === 'critical') names.add(alertName(alert))
  const some = [...names].slice(0, MOST_NAMES).join(', ')
  return names.size > MOST_NAMES ? `${some} and ${names.size - MOST_NAMES} more` : some
}
