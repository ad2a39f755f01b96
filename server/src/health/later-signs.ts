import type { SourceRecord } from './source-record.ts'

/** So much later is worth a write; several servers hear the same sender in the same moment. */
const WORTH_MS = 1_000

/**
 * A source as it is kept, or as this server heard of it later and did not write yet. One that was taken for quiet
 * meanwhile, and was not, is back. `isLater`: it is to be written.
 */
export function withLaterSigns(
  kept: SourceRecord,
  heard: SourceRecord,
): { readonly source: SourceRecord; readonly isLater: boolean } {
  if (heard.lastSeen <= kept.lastSeen) return { source: kept, isLater: false }
  const backSince = kept.quiet ? heard.lastSeen : (kept.backSince ?? heard.backSince)
  return {
    source: { ...heard, quiet: false, backSince },
    isLater: kept.quiet || heard.lastSeen - kept.lastSeen > WORTH_MS,
  }
}
