import { type Alert, formatTime, levelOf, type SeverityTable } from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'

/** The alert as events, the board and our API show it. */
export function toAlert(record: AlertRecord, severities: SeverityTable): Alert {
  const severity = record.labels.severity ?? ''
  return {
    fingerprint: record.fingerprint,
    life: record.life,
    alertname: record.labels.alertname ?? '',
    status: record.status,
    severity,
    level: levelOf(severity, severities),
    unconfirmed: record.unconfirmed,
    flapping: record.flapping,
    labels: record.labels,
    annotations: record.annotations,
    starts_at: formatTime(record.startsAt),
    ...(record.endsAt === undefined ? {} : { ends_at: formatTime(record.endsAt) }),
    ...(record.status === 'resolved' ? { resolved_at: formatTime(record.updatedAt) } : {}),
    ...(record.resolvedBy === undefined ? {} : { resolved_by: record.resolvedBy }),
    ...(record.generatorURL === undefined ? {} : { generator_url: record.generatorURL }),
    silenced_by: record.silencedBy,
    inhibited_by: record.inhibitedBy,
    muted_by: record.mutedBy,
    acknowledged_by: record.acknowledged,
    receivers: record.receivers,
  }
}
