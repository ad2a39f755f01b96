import type { Millis } from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'
import type { Step } from './step.ts'

/**
 * Gives an alert the receivers of another configuration; undefined when it has them. What came through a relay keeps
 * the receiver that the relay named.
 */
export function reroute(record: AlertRecord, receivers: readonly string[], now: Millis): Step | undefined {
  const isRelayed = Object.values(record.reports).some((report) => report.entry === 'relayed')
  if (isRelayed || receivers.join('\n') === record.receivers.join('\n')) return undefined
  return {
    record: { ...record, receivers, updatedAt: now },
    emit: ['alert_updated'],
    opens: false,
    durable: true,
  }
}
