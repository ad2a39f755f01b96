import type { Report } from './record.ts'

type Earlier = Pick<Report, 'status' | 'startsAt' | 'endsAt'>

/**
 * Reports that arrived already ended, also about alerts that nobody knows, so that a sender with a slow clock is
 * recognised by its next one (S11). Bounded, the older half goes at once; losing one only delays the recognition. So
 * does a sender whose reports come to several servers: each recognises it by those that it got itself, and from then on
 * the record says it.
 */
export class EndedReports {
  #newest = new Map<string, Earlier>()
  #older = new Map<string, Earlier>()
  readonly #half: number

  constructor(limit = 10_000) {
    this.#half = limit / 2
  }

  /** What this reporter said before; `known` is its report in the alert's record. */
  earlier(fingerprint: string, reporter: string, known: Report | undefined): Earlier | undefined {
    const ended = this.#isEmpty ? undefined : this.#noted(`${fingerprint}|${reporter}`)
    if (ended !== undefined) return ended
    if (known?.slowEnd === undefined) return known
    return { status: 'ended', startsAt: known.startsAt, endsAt: known.slowEnd }
  }

  /** Is there anything to remember of this report, or to forget? Most tell of no end, and nothing is noted of them. */
  concerns(fingerprint: string, reporter: string, report: Report): boolean {
    if (report.status === 'ended' || report.slowEnd !== undefined) return true
    return !this.#isEmpty && this.#noted(`${fingerprint}|${reporter}`) !== undefined
  }

  /** Notes a report's own word on its end; one that really fires clears the note. */
  remember(fingerprint: string, reporter: string, report: Report): void {
    const endsAt = report.status === 'ended' ? report.endsAt : report.slowEnd
    if (endsAt === undefined && this.#isEmpty) return
    const key = `${fingerprint}|${reporter}`
    if (endsAt !== undefined) this.#note(key, { status: 'ended', startsAt: report.startsAt, endsAt })
    else {
      this.#newest.delete(key)
      this.#older.delete(key)
    }
  }

  get #isEmpty(): boolean {
    return this.#newest.size + this.#older.size === 0
  }

  #noted(key: string): Earlier | undefined {
    return this.#newest.get(key) ?? this.#older.get(key)
  }

  #note(key: string, ended: Earlier): void {
    this.#newest.set(key, ended)
    if (this.#newest.size < this.#half) return
    this.#older = this.#newest
    this.#newest = new Map()
  }
}
