import type { LabelSet, Millis } from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'
import type { Step } from './step.ts'

/** What a configuration says of an alert's labels at a moment. */
export interface Directed {
  readonly receiversOf: (labels: LabelSet) => readonly string[]
  readonly mutedBy: (labels: LabelSet, now: Millis) => readonly string[]
}

/**
 * Gives a firing alert the receivers and the mute windows that hold now; undefined when it has them. What came
 * through a relay keeps the receiver that the relay named.
 */
export function reroute(record: AlertRecord, directions: Directed, now: Millis): Step | undefined {
  const isRelayed = Object.values(record.reports).some((report) => report.entry === 'relayed')
  const receivers = isRelayed ? record.receivers : directions.receiversOf(record.labels)
  const mutedBy = directions.mutedBy(record.labels, now)
  if (isSame(receivers, record.receivers) && isSame(mutedBy, record.mutedBy)) return undefined
  return {
    record: { ...record, receivers, mutedBy, updatedAt: now },
    emit: ['alert_updated'],
    opens: false,
    durable: true,
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, n) => name === b[n])
}
