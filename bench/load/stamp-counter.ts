import type { Latencies } from '../measures/latencies.ts'
import { EVENT_BYTES, MARK_BYTES, microsAt, numberAt, STAMP_BYTES } from './event-stamp.ts'

/** Finds the stamped events in one connection's bytes, whatever their framing, and checks that none is missing. */
export class StampCounter {
  events = 0
  /** Events that were jumped over. */
  missing = 0
  /** Events that came again. */
  repeated = 0
  /** Number of the newest event; 0 before the first. */
  last = 0
  /** A stamp that was cut off by the end of a read. */
  #rest: Buffer | undefined
  /** Bytes of the next read that cannot hold a stamp. */
  #skip = 0

  take(read: Buffer, now: number, latencies: Latencies): void {
    const bytes = this.#rest === undefined ? read : Buffer.concat([this.#rest, read])
    this.#rest = undefined
    let from = this.#skip
    for (;;) {
      const at = from < bytes.length ? bytes.indexOf(MARK_BYTES[0], from) : -1
      if (at === -1) break
      if (at + STAMP_BYTES > bytes.length) {
        this.#rest = Buffer.from(bytes.subarray(at))
        this.#skip = 0
        return
      }
      if (bytes[at + 1] !== MARK_BYTES[1]) {
        from = at + 1
        continue
      }
      this.#count(numberAt(bytes, at))
      latencies.add(now - microsAt(bytes, at))
      from = at + EVENT_BYTES.least
    }
    this.#skip = Math.max(0, from - bytes.length)
  }

  #count(number: number): void {
    this.events++
    if (number <= this.last) {
      this.repeated++
      return
    }
    if (this.last > 0) this.missing += number - this.last - 1
    this.last = number
  }
}
