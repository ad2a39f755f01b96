import { type Level, levelRank, type Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** How long a refusal of what is new is shown. */
const SHOWN_MS = 10 * 60_000

interface Refused {
  readonly count: number
  readonly worst: Level
  readonly reason: string
  readonly lastAt: Millis
}

/**
 * Tells of alerts that were refused because there are too many already: how many, and the worst of them. The row
 * appears with the first, and says afterwards that it is over.
 */
export class Capacity {
  #refused: Refused | undefined
  #isTold = false

  refused(level: Level, reason: string, at: Millis): void {
    const before = this.#current(at)
    const isWorse = before === undefined || levelRank(level) < levelRank(before.worst)
    this.#refused = {
      count: (before?.count ?? 0) + 1,
      worst: isWorse ? level : before.worst,
      reason,
      lastAt: at,
    }
  }

  rows(now: Millis): readonly Finding[] {
    const refused = this.#current(now)
    const row = { component: 'Capacity', kind: 'server' as const, quiet: false }
    if (refused === undefined) return this.#isTold ? [{ ...row, status: 'healthy' }] : []
    this.#isTold = true
    const { count, worst, reason } = refused
    const what = count === 1 ? 'a new alert was' : `${atLeast(count)} new alerts were`
    const message = `${what} refused, the worst of them ${worst}: ${reason}`
    return [{ ...row, status: 'unhealthy', message }]
  }

  #current(now: Millis): Refused | undefined {
    return this.#refused !== undefined && now - this.#refused.lastAt < SHOWN_MS ? this.#refused : undefined
  }
}

/** A row is published whenever its words change, so that a count of thousands is told in steps. */
function atLeast(count: number): string {
  const magnitude = 10 ** Math.floor(Math.log10(count))
  const step = [5, 2, 1].find((one) => one * magnitude <= count) ?? 1
  return count === step * magnitude ? String(count) : `over ${step * magnitude}`
}
