import { type Alert, type Millis, needsSomeone, smallest, startOf } from '@watchfloor/contract'
import type { Group } from './groups.ts'
import { toldOf } from './standing.ts'
import type { Moment } from './teller.ts'

/** A critical that nobody has is told again after this, and again. */
const REPEAT_MS = 5 * 60_000
/** One that is due within this goes along with those that are: each alone would be a sound more. */
const TOGETHER_MS = 2 * 60_000

/** Which criticals are told again, each counted from its own start. Times are monotonic milliseconds. */
export interface Repeats {
  /** Takes the groups that were told as critical; answers one alert of each that is to be told again now. */
  readonly due: (told: Iterable<Group>, at: Pick<Moment, 'now' | 'wall'>) => readonly Alert[]
  /** Does any critical wait for somebody? */
  readonly isWaiting: () => boolean
  readonly deadline: () => Millis
}

interface Waiting {
  /** The one of its group that has waited longest. */
  readonly alert: Alert
  readonly since: Millis
  toldAt: Millis
}

export function createRepeats(): Repeats {
  let waiting = new Map<Group, Waiting>()
  return {
    due: (told, at) => {
      const now = new Map<Group, Waiting>()
      for (const group of told) {
        const known = waiting.get(group)
        const still = known === undefined ? undefined : waits(group, known)
        const one = still ?? oldestOf(group, at, known !== undefined)
        if (one !== undefined) now.set(group, one)
      }
      waiting = now
      const all = [...waiting.values()]
      if (!all.some(({ toldAt }) => at.now - toldAt >= REPEAT_MS)) return []
      const due = all.filter(({ since }) => at.now - since >= REPEAT_MS - TOGETHER_MS)
      for (const one of due) one.toldAt = at.now
      return due.map(({ alert }) => alert)
    },
    isWaiting: () => waiting.size > 0,
    deadline: () => smallest(waiting.values().map(({ toldAt }) => toldAt)) + REPEAT_MS,
  }
}

/** A critical that needs somebody. One that flaps is told by its own rule (S24). */
function isWaiting(alert: Alert): boolean {
  return alert.level === 'critical' && alert.episode === undefined && needsSomeone(alert)
}

function waits({ members }: Group, known: Waiting): Waiting | undefined {
  const alert = members.get(known.alert.fingerprint)
  if (alert === undefined || alert.life !== known.alert.life || !isWaiting(alert)) return undefined
  return alert === known.alert ? known : { ...known, alert }
}

/**
 * The oldest of a group. It waits since its start, or since this person was told if that was later; what begins to wait
 * only now, because somebody gave it back, is told again when its time has passed once more.
 */
function oldestOf(
  group: Group,
  { now, wall }: Pick<Moment, 'now' | 'wall'>,
  waited: boolean,
): Waiting | undefined {
  let oldest: Alert | undefined
  for (const alert of group.members.values()) {
    if (isWaiting(alert) && (oldest === undefined || startOf(alert) < startOf(oldest))) oldest = alert
  }
  if (oldest === undefined) return undefined
  const since = now - Math.max(0, wall - Math.max(startOf(oldest), toldOf(group.standing)?.at ?? wall))
  return { alert: oldest, since, toldAt: waited ? since : now }
}
