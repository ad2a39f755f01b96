import type { Stage } from '../ledger/stage.ts'

/** Alerts and sources whose last change is not on the disk yet: moved deadlines, and when somebody was last heard. */
export class Unwritten {
  readonly alerts = new Set<string>()
  readonly sources = new Set<string>()

  /** A group settled: what it wrote waits no longer, what it left for later does. */
  note({ durable, touched }: Pick<Stage, 'durable' | 'touched'>): void {
    const waits = new Set(durable ? [] : touched.lazy)
    for (const key of touched.alerts) {
      if (waits.has(key)) this.alerts.add(key)
      else this.alerts.delete(key)
    }
    for (const key of touched.sources) {
      if (durable) this.sources.delete(key)
      else this.sources.add(key)
    }
  }
}
