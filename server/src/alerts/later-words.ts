import type { AlertRecord, Report, Reports } from './record.ts'

/**
 * An alert as it is kept, with what this server heard later of the same life and did not write yet: deadlines that plain
 * re-sends moved (S4), and receivers that they named. It is the kept one itself where nothing was later. What is over
 * stays so: a word that opened it again would have been written.
 */
export function withLaterWords(kept: AlertRecord, heard: AlertRecord): AlertRecord {
  if (kept.life !== heard.life || kept.status !== 'firing' || heard.status !== 'firing') return kept
  const later: Record<string, Report> = {}
  for (const key in heard.reports) {
    const ours = heard.reports[key] as Report
    const theirs = kept.reports[key]
    if (theirs !== undefined && isLater(ours, theirs)) later[key] = ours
  }
  const named = heard.receivers.filter((name) => !kept.receivers.includes(name))
  const receivers = named.length === 0 ? kept.receivers : [...kept.receivers, ...named]
  if (Object.keys(later).length === 0 && named.length === 0) return kept
  const reports: Reports = { ...kept.reports, ...later }
  return { ...kept, reports, receivers, updatedAt: Math.max(kept.updatedAt, heard.updatedAt) }
}

/** A word that its sender has taken back is never the later one; whose deadline was found to have passed was still heard. */
function isLater(ours: Report, theirs: Report): boolean {
  return (
    ours.status === 'firing' &&
    theirs.status !== 'ended' &&
    ours.updatedAt > theirs.updatedAt &&
    ours.endsAt > theirs.endsAt
  )
}
