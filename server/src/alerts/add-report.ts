import type { Millis } from '@watchfloor/contract'
import type { AlertRecord, Report } from './record.ts'

/** So many reporters are kept, whatever became of them. */
const MOST_REPORTERS = 16

/**
 * Puts a report among those of its alert. A sender that is replaced comes back under another address, and an alert may
 * fire for months: of very many reporters, those that fell silent before `longAgo` leave, and the new one keeps their
 * start.
 */
export function addReport(
  reports: AlertRecord['reports'],
  key: string,
  report: Report,
  longAgo: Millis,
): AlertRecord['reports'] {
  if (reports[key] !== undefined || Object.keys(reports).length < MOST_REPORTERS)
    return { ...reports, [key]: report }
  const isGone = ({ status, endsAt }: Report): boolean => status === 'expired' && endsAt <= longAgo
  const gone = Object.values(reports).filter(isGone)
  const startsAt = Math.min(report.startsAt, ...gone.map((old) => old.startsAt))
  const kept = Object.entries(reports).filter(([, old]) => !isGone(old))
  return { ...Object.fromEntries(kept), [key]: { ...report, startsAt } }
}
