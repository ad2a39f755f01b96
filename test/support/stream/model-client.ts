import { type DurableEvent, parseCursor } from '@watchfloor/contract'
import type { Heard } from './stream-clients.ts'

/** A client reduced to the rule of S15, to prove frames against. */
export class ModelClient {
  readonly applied: DurableEvent[] = []
  readonly gaps: DurableEvent[] = []
  readonly duplicates: DurableEvent[] = []
  last: number

  constructor(last: number) {
    this.last = last
  }

  hear(heard: Heard): void {
    if (heard.kind === 'event') return this.event(heard.event)
    if (heard.kind === 'control' && heard.control.control === 'heartbeat') this.reach(heard.control.cursor)
  }

  /** Apply iff `prev ≤ last < sequence`. */
  event(event: DurableEvent): void {
    if (event.sequence <= this.last) this.duplicates.push(event)
    else if (event.prev > this.last) this.gaps.push(event)
    else {
      this.applied.push(event)
      this.last = event.sequence
    }
  }

  /** A heartbeat's cursor. */
  reach(cursor: string): void {
    this.last = Math.max(this.last, parseCursor(cursor)?.sequence ?? 0)
  }
}
