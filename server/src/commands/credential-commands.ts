import type { Millis } from '@watchfloor/contract'
import { type CredentialRecord, idOf } from '../access/credential.ts'
import type { Stage } from '../ledger/stage.ts'
import type { CommandAnswer } from './command-answer.ts'

const DAY: Millis = 86_400_000
/** A token that nobody said an end for. */
export const USUAL_LIFE: Millis = 90 * DAY
const LONGEST_LIFE: Millis = 5 * 366 * DAY
/** So many may be kept, those that have expired included. */
export const MOST_CREDENTIALS = 10_000

/** Keeps a new credential. */
export function keepCredential(stage: Stage, record: CredentialRecord): CommandAnswer<CredentialRecord> {
  const { now } = stage
  if (record.expiresAt <= now) return invalid('expires_at lies in the past')
  if (record.expiresAt > now + LONGEST_LIFE) return invalid('expires_at may lie five years ahead at most')
  if ([...stage.credentials.values()].length >= MOST_CREDENTIALS)
    return invalid(`there are ${MOST_CREDENTIALS} tokens already, as many as may be: revoke some`)
  stage.credentials.put(record)
  stage.flush()
  return { ok: true, value: record }
}

/** Somebody came in by it. */
export function useCredential(stage: Stage, hash: string): CommandAnswer<void> {
  const record = stage.credentials.get(hash)
  if (record === undefined) return { ok: true, value: undefined }
  stage.credentials.put({ ...record, usedAt: stage.now })
  stage.flush()
  return { ok: true, value: undefined }
}

/** Takes a credential back, by its id; the sessions that it opened end. */
export function revokeCredential(stage: Stage, id: string): CommandAnswer<CredentialRecord> {
  const record = stage.credentials.values().find((one) => idOf(one) === id)
  if (record === undefined) {
    const message = `there is no token ${JSON.stringify(id.slice(0, 64))}`
    return { ok: false, reason: 'not_found', message }
  }
  stage.credentials.forget(record.hash)
  for (const { id: session, of } of [...stage.sessions.values()])
    if (of.way === 'token' && of.hash === record.hash) stage.sessions.forget(session)
  stage.flush()
  return { ok: true, value: record }
}

function invalid(message: string): CommandAnswer<never> {
  return { ok: false, reason: 'invalid', message }
}
