import { isAgain } from './episode.ts'
import type { Event, LoggedEvent } from './event.ts'
import { type Level, LevelCounts, levelsIn } from './severity.ts'

/** Firing alerts that a board leaves out, because whole it would be too large for its readers, by level. */
export const LeftOut = LevelCounts
export type LeftOut = LevelCounts

/** How many alerts a board leaves out in all. */
export function leftOutCount(left: LeftOut | undefined): number {
  if (left === undefined) return 0
  return levelsIn(left).reduce((sum, [, count]) => sum + count, 0)
}

type AlertEvent = Extract<Event | LoggedEvent, { readonly source: 'alert_processor' }>

/**
 * Does this event, about an alert that is not on the board, tell of one that was left out? It does when the alert
 * went on before: what `alert_created` and `alert_firing` speak of did not, unless it is one that flaps.
 */
export function tellsOfLeftOut({ type, data }: AlertEvent): boolean {
  if (type !== 'alert_created' && type !== 'alert_firing') return true
  return isAgain(data)
}

/** One less of that level, because it stands on the board now; undefined when nothing is left out any more. */
export function oneTakenIn(left: LeftOut, level: Level): LeftOut | undefined {
  const rest = { ...left, [level]: Math.max(0, left[level] - 1) }
  return leftOutCount(rest) === 0 ? undefined : rest
}
