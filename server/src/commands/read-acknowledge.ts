import { type AcknowledgeRequest, type Parsed, parseTime } from '@watchfloor/contract'
import { nameOf, type Principal } from '../access/principal.ts'
import type { AcknowledgeCommand } from './acknowledge.ts'

/** What a request to take an alert means, by whichever door it came; or what it lacks. */
export function readAcknowledge(
  fingerprint: string,
  { life, name: given, until: wanted, ends_at, note, from }: AcknowledgeRequest,
  principal: Principal,
): Parsed<AcknowledgeCommand> {
  const name = nameOf(principal, given)
  if (name === undefined) return { ok: false, error: 'name is missing: say who acknowledges' }
  const end = ends_at === undefined ? undefined : parseTime(ends_at)
  if (ends_at !== undefined && end === undefined) {
    return { ok: false, error: `ends_at is ${JSON.stringify(ends_at)}, not an RFC 3339 time` }
  }
  const until = wanted ?? (end === undefined ? undefined : 'time')
  if (until === 'time' && end === undefined) {
    return { ok: false, error: 'ends_at is missing: it is needed with until "time"' }
  }
  const endsAt = until === 'time' ? end : undefined
  const { id, subject, role, anonymous } = principal
  const acting = { id, subject, name: principal.name, role, anonymous }
  return { ok: true, value: { fingerprint, life, name, until, endsAt, note, from, acting } }
}
