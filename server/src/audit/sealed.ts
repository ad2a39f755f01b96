import { formatTime, type Millis } from '@watchfloor/contract'
import type { AuditDraft, AuditRow, ChainEnd } from './entry.ts'

/** Fixes an entry at the end of the chain. */
export function sealed(end: ChainEnd, draft: AuditDraft, at: Millis): AuditRow {
  const { as, what, result, reason, route, alerts, silences, sources, credentials } = draft
  const { request, trace: _trace, ...who } = draft.who
  const { before, after, detail, repeated } = draft
  const sequence = end.sequence + 1
  // Always in this order, so that an entry can be read and told apart by eye, too.
  const entry = { sequence, at: formatTime(at), who, as, what, result, reason, route, request }
  const of = { alerts, silences, sources, credentials, before, after, detail, repeated, prev: end.hash }
  return { sequence, text: JSON.stringify({ ...entry, ...of }) }
}
