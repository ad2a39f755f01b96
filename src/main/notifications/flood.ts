import type { Millis } from '@watchfloor/contract'

const WINDOW_MS = 60_000
const SINGLES = 5
const UPDATE_MS = 1_000

/** How criticals are told when many come at once (S24). Times are monotonic milliseconds. */
export interface Flood {
  /** From the sixth new group in 60 s on, it is told in the one living notification. */
  readonly isFull: (group: string, now: Millis) => boolean
  /** A group is told on its own. */
  readonly single: (group: string, now: Millis) => void
  /** A group is told in the living notification. */
  readonly join: (group: string) => void
  /** A group ended, or somebody has it. */
  readonly leave: (group: string) => void
  /** Something shown in the living notification moved: it is told within a second. */
  readonly touch: () => void
  /** Newest first. */
  readonly groups: () => readonly string[]
  /** Does the living notification have to be told now? Saying so counts as having told it. */
  readonly isDue: (now: Millis) => boolean
  readonly deadline: () => number
}

export function createFlood(): Flood {
  /** Groups that were told on their own, and when. */
  const singles = new Map<string, Millis>()
  /** Oldest first. */
  const members = new Set<string>()
  let isTouched = false
  let toldAt = -Infinity
  return {
    isFull: (group, now) => {
      for (const [told, at] of singles) if (now - at >= WINDOW_MS) singles.delete(told)
      return !singles.has(group) && singles.size >= SINGLES
    },
    single: (group, now) => void singles.set(group, now),
    join: (group) => {
      members.delete(group)
      members.add(group)
      isTouched = true
    },
    leave: (group) => {
      if (members.delete(group)) isTouched = true
    },
    touch: () => {
      isTouched = true
    },
    groups: () => [...members].reverse(),
    isDue: (now) => {
      if (!isTouched || now - toldAt < UPDATE_MS) return false
      isTouched = false
      toldAt = now
      return true
    },
    deadline: () => (isTouched ? toldAt + UPDATE_MS : Infinity),
  }
}
