import type { Clock } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { StoreHealth } from '../health/rows.ts'
import type { SelfWatch } from '../health/self-watch.ts'
import type { OpenLog } from '../log/open-log.ts'
import type { Storage } from '../storage/storage.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { CoreMetrics } from './core-metrics.ts'

export interface StoreWatchParts {
  readonly open: OpenLog
  readonly behind: Storage['behind']
  readonly self: SelfWatch
  readonly watch: ClockWatch
  readonly clock: Clock
  readonly metrics: CoreMetrics
  readonly logger: Logger
}

/** How the store is doing: hears of every commit, and says when nothing can be written, and when it can again. */
export class StoreWatch {
  readonly #parts: StoreWatchParts
  #commitMs: number | undefined

  constructor(parts: StoreWatchParts) {
    this.#parts = parts
  }

  committed(seconds: number): void {
    const { self, metrics, clock, watch } = this.#parts
    this.#commitMs = seconds * 1000
    // One whose end this process was kept from seeing says nothing of the disk.
    const stoodStill = watch.stoodStillSince(clock.monotonic() - this.#commitMs)
    if (stoodStill === 0) self.committed(this.#commitMs, clock.now())
    metrics.commit(seconds)
  }

  failed(error: Error): void {
    this.#parts.metrics.commitFailed()
    this.#broken(`the store cannot be written: ${error.message}`, error)
  }

  /** Others write to the same store, and what they do cannot be learnt: what is shown grows old. */
  lost(error: Error): void {
    this.#broken(
      `the store cannot be reached, and what other servers do is not known: ${error.message}`,
      error,
    )
  }

  /** Something is on the disk: if nothing could be written until now, that is over. */
  wrote(): void {
    const { open, logger, watch } = this.#parts
    if (open.log.degraded() === undefined) return
    logger.info({}, 'the log can be written again')
    open.setDegraded(undefined)
    watch.hold()
  }

  #broken(reason: string, error: Error): void {
    const { open, logger, watch } = this.#parts
    if (open.log.degraded() === undefined)
      logger.error({ err: error }, 'the log cannot be written; nothing is accepted')
    open.setDegraded(reason)
    watch.hold()
  }

  health(): StoreHealth {
    const { open, self, clock, behind } = this.#parts
    return {
      degraded: open.log.degraded(),
      slow: self.slowness(clock.now()),
      behind: behind().trouble,
      latencyMs: this.#commitMs,
    }
  }
}
