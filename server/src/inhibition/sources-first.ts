import type { ReportBatch } from '../alerts/alert-input.ts'
import { type InhibitRule, isSource } from './inhibit-rule.ts'

/**
 * The alerts that may inhibit others come first, so that what they inhibit is created inhibited: a cause precedes
 * its effects in the log, and nobody is told of an alert that its own request explains.
 */
export function sourcesFirst(batch: ReportBatch, rules: readonly InhibitRule[]): ReportBatch {
  if (rules.length === 0 || batch.alerts.length < 2) return batch
  const [first, rest] = [[], []] as [ReportBatch['alerts'][number][], ReportBatch['alerts'][number][]]
  for (const alert of batch.alerts)
    (rules.some((rule) => isSource(rule, alert.labels)) ? first : rest).push(alert)
  return { ...batch, alerts: [...first, ...rest] }
}
