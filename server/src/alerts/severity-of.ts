import { type LabelSet, levelOf, levelRank, type SeverityTable, smallest } from '@watchfloor/contract'
import { type AlertRecord, liveReports, speaksFor, voiceOf } from './record.ts'

/**
 * The labels of an alert whose severity is a level (S8): the worst level that its live reports give, of several alike
 * the one that it has. The same labels where that is no change.
 */
export function levelledLabels(record: AlertRecord, severities: SeverityTable): LabelSet {
  const voice = voiceOf(record)
  // Somebody else's level may make it worse, and gives none to what has none.
  const given = liveReports(record).flatMap((report) =>
    report.severity !== undefined &&
    voice !== undefined &&
    (voice.severity !== undefined || speaksFor(report, voice))
      ? report.severity
      : [],
  )
  if (given.length === 0) return record.labels
  const worst = smallest(given.map((severity) => rankOf(severity, severities)))
  const present = record.labels.severity ?? ''
  const worsts = given.filter((severity) => rankOf(severity, severities) === worst)
  const severity = worsts.includes(present) ? present : (worsts[0] ?? '')
  return severity === present ? record.labels : withSeverity(record.labels, severity)
}

/** The labels with another severity; an empty one is none. */
export function withSeverity({ severity: _before, ...others }: LabelSet, severity: string): LabelSet {
  return severity === '' ? others : { ...others, severity }
}

export function rankOf(severity: string, severities: SeverityTable): number {
  return levelRank(levelOf(severity, severities))
}
