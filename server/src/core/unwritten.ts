import type { Stage } from '../ledger/stage.ts'
import type { TakenOver } from '../ledger/take-over.ts'

/** Alerts and sources whose last change is not on the disk yet: moved deadlines, and when somebody was last heard. */
export class Unwritten {
  readonly alerts = new Set<string>()
  readonly sources = new Set<string>()

  /** A group settled: what it wrote waits no longer, what it left for later does. */
  note({ durable, touched }: Pick<Stage, 'durable' | 'touched'>): void {
    take(this.alerts, touched.alerts.keys(), !durable)
    take(this.sources, touched.sources.keys(), !durable)
  }

  /** Others wrote: what they wrote waits no longer, but for that of which this server heard later. */
  tookOver({ touched, unwritten }: TakenOver): void {
    this.note({ durable: true, touched })
    take(this.alerts, unwritten.alerts, true)
    take(this.sources, unwritten.sources, true)
  }
}

function take(waiting: Set<string>, keys: Iterable<string>, wait: boolean): void {
  if (wait) for (const key of keys) waiting.add(key)
  else if (waiting.size > 0) for (const key of keys) waiting.delete(key)
}
