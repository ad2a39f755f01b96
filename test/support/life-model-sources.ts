import type { Said } from './life-model-words.ts'

interface Source {
  readonly product: string
  lastSeen: number
  gaps: number[]
  quiet: boolean
  backSince: number | undefined
}

/** S5 as a model: who has fallen silent. */
export class Sources {
  readonly #sources = new Map<string, Source>()

  nameOf({ product, sender, generator }: Said): string {
    return `${product} ${generator === undefined ? sender : new URL(generator).host}`
  }

  /** `gap`: how long ago the same report was made before. */
  heard(name: string, product: string, now: number, gap: number | undefined): void {
    const source = this.#sources.get(name) ?? {
      product,
      lastSeen: now,
      gaps: [],
      quiet: false,
      backSince: undefined,
    }
    this.#sources.set(name, source)
    // The silence of an outage is no usual interval.
    if (gap !== undefined && gap > 0 && !source.quiet) source.gaps = [...source.gaps, gap].slice(-16)
    if (source.quiet) source.backSince = now
    source.quiet = false
    source.lastSeen = now
  }

  /** `expected` have something that fires; of those in `overdue` a deadline has just passed. */
  lookForQuiet(now: number, expected: ReadonlySet<string>, overdue: ReadonlySet<string>): void {
    for (const [name, source] of this.#sources) {
      if (source.quiet || source.product !== 'Prometheus' || !expected.has(name)) continue
      const intervals = overdue.has(name) ? 1.5 : 3
      if (now >= source.lastSeen + intervals * usual(source)) source.quiet = true
    }
  }

  isQuiet(name: string): boolean {
    return this.#sources.get(name)?.quiet === true
  }

  /** How long it has been back after having been quiet. */
  backFor(name: string, now: number): number {
    return now - (this.#sources.get(name)?.backSince ?? Number.NEGATIVE_INFINITY)
  }
}

function usual({ gaps }: Source): number {
  return gaps.length < 2 ? 60_000 : Math.max(2_000, ...gaps)
}
