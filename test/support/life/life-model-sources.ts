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
      const silence = now - source.lastSeen
      if (silence >= 3 * longest(source)) source.quiet = true
      if (overdue.has(name) && silence >= 1.25 * median(source)) source.quiet = true
    }
  }

  /** Its next word is about due. */
  isDue(name: string, now: number): boolean {
    const source = this.#sources.get(name)
    if (source === undefined || source.quiet || source.product !== 'Prometheus') return false
    return now - source.lastSeen >= 0.9 * median(source)
  }

  isQuiet(name: string): boolean {
    return this.#sources.get(name)?.quiet === true
  }

  /** How long it has been back after having been quiet. */
  backFor(name: string, now: number): number {
    return now - (this.#sources.get(name)?.backSince ?? Number.NEGATIVE_INFINITY)
  }
}

function longest({ gaps }: Source): number {
  return gaps.length < 2 ? 60_000 : Math.max(2_000, ...gaps)
}

function median({ gaps }: Source): number {
  if (gaps.length < 2) return 60_000
  const sorted = gaps.toSorted((a, b) => a - b)
  return Math.max(2_000, sorted[Math.floor(sorted.length / 2)] ?? 0)
}
