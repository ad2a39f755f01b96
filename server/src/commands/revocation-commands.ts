import type { RevocationRecord } from '../access/revocation.ts'
import type { Stage } from '../ledger/stage.ts'
import type { CommandAnswer } from './command-answer.ts'

/** Nothing that is issued lives longer: what was taken back before that needs no remembering. */
const REMEMBERED = 5 * 366 * 86_400_000
/** A subject's own takes the place of the one before, so these are many people. */
export const MOST_REVOCATIONS = 10_000

/** Takes back what was issued before a moment; what was taken back already stays so. */
export function revokeIssued(stage: Stage, record: RevocationRecord): CommandAnswer<RevocationRecord> {
  const { now, revocations } = stage
  if (record.issuedBefore > now)
    return invalid('issued_before lies ahead: what will be issued cannot be taken back')
  for (const { key, issuedBefore } of [...revocations.values()])
    if (issuedBefore < now - REMEMBERED) revocations.forget(key)
  const before = revocations.get(record.key)
  if (before !== undefined && before.issuedBefore >= record.issuedBefore) return { ok: true, value: before }
  if (before === undefined && [...revocations.values()].length >= MOST_REVOCATIONS)
    return invalid(`there are ${MOST_REVOCATIONS} already, as many as may be: take back everybody’s`)
  revocations.put(record)
  stage.flush()
  return { ok: true, value: record }
}

function invalid(message: string): CommandAnswer<never> {
  return { ok: false, reason: 'invalid', message }
}
