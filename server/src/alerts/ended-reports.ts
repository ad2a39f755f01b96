import type { Report } from './record.ts'

type Earlier = Pick<Report, 'status' | 'startsAt' | 'endsAt'>

/**
 * Reports that arrived already ended, also about alerts that nobody knows, so that a sender with a slow clock is
 * recognised by its next one (S11). Bounded, oldest first out; losing one only delays the recognition.
 */
export class EndedReports {
  readonly #byReporter = new Map<string, Earlier>()
  readonly #limit: number

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  /** What this reporter said before; `known` is its report in the alert's record. */
  earlier(fingerprint: string, reporter: string, known: Report | undefined): Earlier | undefined {
    const ended = this.#byReporter.size === 0 ? undefined : this.#byReporter.get(`${fingerprint}|${reporter}`)
    if (ended !== undefined) return ended
    if (known?.slowEnd === undefined) return known
    return { status: 'ended', startsAt: known.startsAt, endsAt: known.slowEnd }
  }

  /** Notes a report's own word on its end; one that really fires clears the note. */
  remember(fingerprint: string, reporter: string, report: Report): void {
    const endsAt = report.status === 'ended' ? report.endsAt : report.slowEnd
    if (endsAt === undefined && this.#byReporter.size === 0) return
    const key = `${fingerprint}|${reporter}`
    this.#byReporter.delete(key)
    if (endsAt === undefined) return
    this.#byReporter.set(key, { status: 'ended', startsAt: report.startsAt, endsAt })
    if (this.#byReporter.size > this.#limit) {
      const [oldest] = this.#byReporter.keys()
      if (oldest !== undefined) this.#byReporter.delete(oldest)
    }
  }
}
