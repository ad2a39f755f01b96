import type { Millis } from '@watchfloor/contract'
import { OTHERS, type Report, type Reports, reporterKey } from './record.ts'
import { earlierStart, mergeReports, type Reporting, withStart } from './report.ts'

/** So many reporters are kept, whatever became of them. */
const FEW_REPORTERS = 16

/** Who speaks, as far as it decides where his word stands. */
type Speaker = Pick<Reporting, 'key' | 'entry' | 'sender'>

/**
 * Where a reporter's word stands among those of an alert (S1): under his own name, or, when the alert has as many
 * reporters as it may, with the others of his sender; when even those are too many, with the others of all senders.
 * Whoever came to stand with others stays there for this life.
 */
export function placeOf(reports: Reports, { key, entry, sender }: Speaker, most: number): string {
  if (reports[key] !== undefined) return key
  const ofSender = reporterKey(entry, sender, OTHERS)
  if (reports[ofSender] !== undefined) return ofSender
  const ofAll = reporterKey(entry, OTHERS, OTHERS)
  const count = Object.keys(reports).length
  if (count >= 2 * most || reports[ofAll] !== undefined) return ofAll
  return count < most ? key : ofSender
}

/** The word that is known of this reporter, or of those that he stands with; undefined when there is none. */
export function wordOf(reports: Reports, speaker: Speaker, most: number): Report | undefined {
  return reports[placeOf(reports, speaker, most)]
}

/**
 * Lays a firing report among those of its alert. A sender that is replaced comes back under another address, and an
 * alert may fire for months: of very many reporters, those that fell silent before `longAgo` leave, and the new one
 * keeps their start.
 */
export function withReport(
  reports: Reports,
  speaker: Speaker,
  report: Report,
  { most, longAgo }: { readonly most: number; readonly longAgo: Millis },
): Reports {
  const known = reports[speaker.key]
  if (known !== undefined) return { ...reports, [speaker.key]: mergeReports(known, report) }
  const kept = Object.keys(reports).length < FEW_REPORTERS ? reports : withoutGone(reports, longAgo)
  const place = placeOf(kept, speaker, most)
  const told = place === speaker.key ? report : joined(kept[place], report)
  return { ...kept, [place]: kept === reports ? told : withFirstStart(reports, told) }
}

/**
 * Several reporters as one: the word that holds longest counts, so that the alert ends neither before all of them are
 * gone nor never. What one of them ends says nothing of the rest.
 */
function joined(older: Report | undefined, younger: Report): Report {
  if (older === undefined) return { ...younger, others: true }
  const since = earlierStart(older, younger)
  const holds = older.status === 'firing' && older.endsAt > younger.endsAt ? older : younger
  const isOfOne = older.bound === younger.bound && older.owner === younger.owner
  return {
    ...withStart(holds, since),
    others: true,
    firstAt: older.firstAt,
    updatedAt: younger.updatedAt,
    // Of several credentials none speaks for the others.
    bound: older.bound === younger.bound ? holds.bound : OTHERS,
    owner: isOfOne ? holds.owner : undefined,
  }
}

function withoutGone(reports: Reports, longAgo: Millis): Reports {
  const kept = Object.entries(reports).filter(
    ([, { status, endsAt }]) => status !== 'expired' || endsAt > longAgo,
  )
  return Object.fromEntries(kept)
}

function withFirstStart(reports: Reports, report: Report): Report {
  return withStart(
    report,
    Object.values(reports).reduce<Pick<Report, 'startsAt' | 'ourStart'>>(earlierStart, report),
  )
}
