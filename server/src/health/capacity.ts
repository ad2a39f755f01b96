import { type Level, levelRank, type Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** How long a refusal of what is new is shown. */
const SHOWN_MS = 10 * 60_000

/** What is refused when there is too much of it. */
type Kind = 'alerts' | 'silences' | 'texts'
const KINDS: readonly Kind[] = ['alerts', 'silences', 'texts']

interface Refusal {
  readonly reason: string
  /** The worst level, of alerts. */
  readonly worst?: Level
}

interface Refused extends Refusal {
  readonly count: number
  readonly lastAt: Millis
}

/**
 * Tells of what was refused because there is too much already: how many, the worst of the alerts, and by which limit.
 * The row appears with the first, and says afterwards that it is over.
 */
export class Capacity {
  readonly #refused = new Map<Kind, Refused>()
  #isTold = false

  refused(kind: Kind, { reason, worst }: Refusal, at: Millis): void {
    const before = this.#current(kind, at)
    const graver = before?.worst !== undefined && worst !== undefined && isWorse(before.worst, worst)
    this.#refused.set(kind, {
      count: (before?.count ?? 0) + 1,
      reason,
      lastAt: at,
      ...(worst === undefined ? {} : { worst: graver ? (before?.worst ?? worst) : worst }),
    })
  }

  rows(now: Millis): readonly Finding[] {
    const row = { component: 'Capacity', kind: 'server' as const, quiet: false }
    const told = KINDS.flatMap((kind) => {
      const refused = this.#current(kind, now)
      return refused === undefined ? [] : [sentence(kind, refused)]
    })
    if (told.length === 0) return this.#isTold ? [{ ...row, status: 'healthy' }] : []
    this.#isTold = true
    return [{ ...row, status: 'unhealthy', message: told.join('; ') }]
  }

  #current(kind: Kind, now: Millis): Refused | undefined {
    const refused = this.#refused.get(kind)
    return refused !== undefined && now - refused.lastAt < SHOWN_MS ? refused : undefined
  }
}

function isWorse(a: Level, b: Level): boolean {
  return levelRank(a) < levelRank(b)
}

function sentence(kind: Kind, { count, worst, reason }: Refused): string {
  if (kind === 'texts')
    return `${atLeast(count)} reports of known alerts were taken without what they newly say: ${reason}`
  const what = count === 1 ? `a new ${kind.slice(0, -1)} was` : `${atLeast(count)} new ${kind} were`
  return `${what} refused${worst === undefined ? '' : `, the worst of them ${worst}`}: ${reason}`
}

/** A row is published whenever its words change, so that a count of thousands is told in steps. */
function atLeast(count: number): string {
  const magnitude = 10 ** Math.floor(Math.log10(count))
  const step = [5, 2, 1].find((one) => one * magnitude <= count) ?? 1
  return count === step * magnitude ? String(count) : `over ${step * magnitude}`
}
