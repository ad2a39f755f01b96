import { withoutEmpty } from '@watchfloor/contract'
import type { ReportBatch } from './alert-input.ts'

/**
 * The alerts with the labels that are forced on their credential (S33), before anything is made of them: fingerprints,
 * ends and inhibition go by what they bear. One without a label of its own stays so, and is refused.
 */
export function withForced(batch: ReportBatch): ReportBatch {
  const { forced, alerts } = batch
  if (forced === undefined) return batch
  return {
    ...batch,
    alerts: alerts.map((alert) =>
      Object.keys(withoutEmpty(alert.labels)).length === 0
        ? alert
        : { ...alert, labels: { ...alert.labels, ...forced } },
    ),
  }
}
