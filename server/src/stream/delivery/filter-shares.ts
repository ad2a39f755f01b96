import type { Millis } from '@watchfloor/contract'

/** What was spent fades with this time, ms. */
const FADES_MS = 2_000
/** Less than this of what may be spent is nothing. */
const NOTHING = 1e-6
/** So many are remembered before those whose spending has faded are looked for. */
const REMEMBERED = 1_000

interface Spent {
  steps: number
  at: Millis
}

/**
 * What the expressions of filters cost, by who asks for them. As long as all of them together cost little, everybody
 * may; when it is too much, nobody may who spends more than his share of it. So one with ten costly filters, or many
 * with one each, take no time from those whose filters cost little, and nobody is better off for coming back.
 */
export class FilterShares {
  readonly #most: number
  readonly #monotonic: () => Millis
  readonly #byAsker = new Map<string, Spent>()
  readonly #all: Spent

  constructor(perSecond: number, monotonic: () => Millis) {
    // What is spent evenly stands at the rate times the time in which it fades.
    this.#most = (perSecond * FADES_MS) / 1_000
    this.#monotonic = monotonic
    this.#all = { steps: 0, at: monotonic() }
  }

  spend(asker: string, steps: number): void {
    const now = this.#monotonic()
    const spent = this.#byAsker.get(asker) ?? { steps: 0, at: now }
    this.#byAsker.set(asker, spent)
    if (this.#byAsker.size > REMEMBERED) this.#forget(now)
    fade(spent, now)
    fade(this.#all, now)
    spent.steps += steps
    this.#all.steps += steps
  }

  isOver(asker: string): boolean {
    const now = this.#monotonic()
    fade(this.#all, now)
    if (this.#all.steps <= this.#most) return false
    this.#forget(now)
    return (this.#byAsker.get(asker)?.steps ?? 0) >= this.#most / Math.max(1, this.#byAsker.size)
  }

  /** Those whose spending has faded. */
  #forget(now: Millis): void {
    for (const [one, spent] of this.#byAsker) {
      fade(spent, now)
      if (spent.steps < this.#most * NOTHING) this.#byAsker.delete(one)
    }
  }
}

function fade(spent: Spent, now: Millis): void {
  if (now <= spent.at) return
  spent.steps *= Math.exp((spent.at - now) / FADES_MS)
  spent.at = now
}
