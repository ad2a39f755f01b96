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

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The alert as events, the board and our API show it. What few alerts have is put in when all the rest is there. The
 * journal finds labels and annotations in its JSON by what stands around them (`journal-lines.ts`).
 */
export function toAlert(record: AlertRecord, severities: SeverityTable): Alert {
  const severity = record.labels.severity ?? ''
  const { episode, firstLife, endsAt, resolvedBy, generatorURL, notes } = record
  const alert: Writable<Alert> = {
    fingerprint: record.fingerprint,
    life: record.life,
    alertname: record.labels.alertname ?? '',
    status: record.status,
    severity,
    level: levelOf(severity, severities),
    unconfirmed: record.unconfirmed,
    flapping: episode?.lives ?? 0,
    labels: record.labels,
    annotations: record.annotations,
    starts_at: formatTime(record.startsAt),
    silenced_by: record.silencedBy,
    inhibited_by: record.inhibitedBy,
    muted_by: record.mutedBy,
    acknowledged_by: record.acknowledged,
    receivers: record.receivers,
  }
  if (generatorURL !== undefined) alert.generator_url = generatorURL
  if (record.status === 'resolved') alert.resolved_at = formatTime(episode?.changedAt ?? record.updatedAt)
  if (endsAt !== undefined) alert.ends_at = formatTime(endsAt)
  if (resolvedBy !== undefined) alert.resolved_by = resolvedBy
  if (firstLife !== undefined) alert.first_life = firstLife
  if (episode !== undefined) alert.episode = toEpisode(episode)
  if (notes !== undefined) alert.notes = notes
  return alert
}

function toEpisode({ since, lives, changedAt }: NonNullable<AlertRecord['episode']>): Episode {
  return { since: formatTime(since), lives, changed_at: formatTime(changedAt) }
}

/** The alert as an event tells of it; `before` is the alert before its level changed. */
export function toChange(
  record: AlertRecord,
  severities: SeverityTable,
  { by, reason, levelBefore }: Pick<Step, 'by' | 'reason' | 'levelBefore'>,
  before?: AlertRecord,
): AlertChange {
  const change: Writable<AlertChange> = toAlert(record, severities)
  if (by !== undefined) change.by = by
  if (reason !== undefined) change.reason = reason
  if (before === undefined && levelBefore === undefined) return change
  const { severity, level } = toAlert(before ?? record, severities)
  change.was = { severity, level: levelBefore ?? level }
  return change
}
