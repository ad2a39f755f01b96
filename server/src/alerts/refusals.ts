/** So many reasons of one request are kept and told; of the rest there is only the number. */
const MOST_REASONS = 20

/** Why alerts of one request were not taken: how many, and the first reasons. */
export interface Refusals {
  readonly count: number
  readonly reasons: readonly string[]
}

export const NO_REFUSALS: Refusals = { count: 0, reasons: [] }

/** Counts what is refused; a request may hold a million of it. */
export class RefusalTally implements Refusals {
  readonly reasons: string[]
  #count: number

  constructor({ count, reasons }: Refusals = NO_REFUSALS) {
    this.#count = count
    this.reasons = [...reasons]
  }

  get count(): number {
    return this.#count
  }

  /** A `reason` that is still to be worked out is so only while it is kept. */
  add(reason: string | (() => string)): void {
    this.#count++
    if (this.reasons.length < MOST_REASONS) this.reasons.push(typeof reason === 'string' ? reason : reason())
  }

  addAll({ count, reasons }: Refusals): void {
    this.#count += count
    for (const reason of reasons.slice(0, MOST_REASONS - this.reasons.length)) this.reasons.push(reason)
  }
}

/** The reasons in one line. */
export function refusalText({ count, reasons }: Refusals): string {
  const more = count - reasons.length
  return [...reasons, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}
