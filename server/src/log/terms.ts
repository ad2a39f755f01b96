import { type Cursor, parseCursor } from '@watchfloor/contract'
import type { Term } from '../storage/storage.ts'
import type { Located } from './event-log.ts'

/**
 * Judges a cursor's text (S16). Valid iff its term is known, its sequence is not beyond that term's last event,
 * and everything after it can still be read. Pure.
 */
export function locateCursor(text: string, terms: readonly Term[], head: number, earliest: number): Located {
  const cursor: Cursor | undefined = parseCursor(text)
  if (cursor === undefined) return { ok: false, reason: 'malformed' }
  const index = terms.findIndex((term) => term.epoch === cursor.epoch)
  if (index === -1) return { ok: false, reason: 'unknown' }
  const next = terms[index + 1]
  const last = next === undefined ? head : next.first - 1
  if (cursor.sequence > last) return { ok: false, reason: 'future' }
  if (cursor.sequence < earliest) return { ok: false, reason: 'trimmed' }
  return { ok: true, sequence: cursor.sequence }
}
