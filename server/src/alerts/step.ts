import type { AlertEventType, Level } from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'

/** What one input made of an alert: its new record, and the events that say so, in order. Pure data. */
export interface Step {
  readonly record: AlertRecord
  readonly emit: readonly AlertEventType[]
  /** Who did it, and why, where the record does not tell. */
  readonly by?: string
  readonly reason?: string
  /** The level of before, where its labels mean another one now. */
  readonly levelBefore?: Level
  /** Opens a life: the record's `life` becomes the cursor of the first event. */
  readonly opens: boolean
  /**
   * Must it be on disk before the sender's answer? A plain re-send only moves a deadline, and deadlines are
   * written within 5 s (S4).
   */
  readonly durable: boolean
}
