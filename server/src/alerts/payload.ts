import {
  type Alert,
  type AlertChange,
  type Episode,
  formatTime,
  levelOf,
  type SeverityTable,
} from '@watchfloor/contract'
import type { AlertRecord } from './record.ts'
import type { Step } from './step.ts'

/** The alert as events, the board and our API show it. */
export function toAlert(record: AlertRecord, severities: SeverityTable): Alert {
  const severity = record.labels.severity ?? ''
  const { episode } = record
  return {
    fingerprint: record.fingerprint,
    life: record.life,
    ...(record.firstLife === undefined ? {} : { first_life: record.firstLife }),
    alertname: record.labels.alertname ?? '',
    status: record.status,
    severity,
    level: levelOf(severity, severities),
    unconfirmed: record.unconfirmed,
    flapping: episode?.lives ?? 0,
    ...(episode === undefined ? {} : { episode: toEpisode(episode) }),
    labels: record.labels,
    annotations: record.annotations,
    starts_at: formatTime(record.startsAt),
    ...(record.endsAt === undefined ? {} : { ends_at: formatTime(record.endsAt) }),
    ...(record.status === 'resolved'
      ? { resolved_at: formatTime(episode?.changedAt ?? record.updatedAt) }
      : {}),
    ...(record.resolvedBy === undefined ? {} : { resolved_by: record.resolvedBy }),
    ...(record.generatorURL === undefined ? {} : { generator_url: record.generatorURL }),
    silenced_by: record.silencedBy,
    inhibited_by: record.inhibitedBy,
    muted_by: record.mutedBy,
    acknowledged_by: record.acknowledged,
    ...(record.notes === undefined ? {} : { notes: record.notes }),
    receivers: record.receivers,
  }
}

function toEpisode({ since, lives, changedAt }: NonNullable<AlertRecord['episode']>): Episode {
  return { since: formatTime(since), lives, changed_at: formatTime(changedAt) }
}

/** What an event says beside the alert. */
export interface Told extends Pick<Step, 'by' | 'reason' | 'levelBefore'> {
  /** The alert before its level changed. */
  readonly before: AlertRecord | undefined
}

/** The alert as an event tells of it. */
export function toChange(record: AlertRecord, severities: SeverityTable, told: Told): AlertChange {
  const { by, reason, before, levelBefore } = told
  const data = {
    ...toAlert(record, severities),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  }
  if (before === undefined && levelBefore === undefined) return data
  const { severity, level } = toAlert(before ?? record, severities)
  return { ...data, was: { severity, level: levelBefore ?? level } }
}
