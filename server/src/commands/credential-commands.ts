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

/** Browsers that may be signed in with one token at once. */
const MOST_SESSIONS = 50
/** After so long a browser signs in again. */
export const SESSION_LIFE: Millis = 7 * DAY

/** Keeps a new credential. */
export function keepCredential(stage: Stage, record: CredentialRecord): CommandAnswer<CredentialRecord> {
  const { now } = stage
  if (record.expiresAt <= now) return invalid('expires_at lies in the past')
  if (record.expiresAt > now + LONGEST_LIFE) return invalid('expires_at may lie five years ahead at most')
  if (tokensOf(stage).length >= MOST_CREDENTIALS)
    return invalid(`there are ${MOST_CREDENTIALS} tokens already, as many as may be: revoke some`)
  stage.credentials.put(record)
  stage.flush()
  return { ok: true, value: record }
}

/** Takes a credential back, by its id. */
export function revokeCredential(stage: Stage, id: string): CommandAnswer<CredentialRecord> {
  const record = stage.credentials.values().find((one) => one.of === undefined && idOf(one) === id)
  if (record === undefined) {
    const message = `there is no token ${JSON.stringify(id.slice(0, 64))}`
    return { ok: false, reason: 'not_found', message }
  }
  stage.credentials.forget(record.hash)
  for (const { hash, of } of [...stage.credentials.values()])
    if (of === record.hash) stage.credentials.forget(hash)
  stage.flush()
  return { ok: true, value: record }
}

/** Opens a session of a token. Those that have expired go, and of too many of one token the oldest. */
export function keepSession(stage: Stage, record: CredentialRecord): CommandAnswer<CredentialRecord> {
  const { credentials, now } = stage
  const sessions = [...credentials.values()].filter(({ of }) => of !== undefined)
  for (const { hash, expiresAt } of sessions) if (expiresAt <= now) credentials.forget(hash)
  const own = sessions.filter(({ of, expiresAt }) => of === record.of && expiresAt > now)
  const newestFirst = own.toSorted((a, b) => b.createdAt - a.createdAt)
  for (const { hash } of newestFirst.slice(MOST_SESSIONS - 1)) credentials.forget(hash)
  credentials.put(record)
  stage.flush()
  return { ok: true, value: record }
}

/** Ends a session; a token is none, and stays. */
export function endSession(stage: Stage, hash: string): CommandAnswer<void> {
  const found = stage.credentials.get(hash)
  if (found?.of !== undefined) {
    stage.credentials.forget(hash)
    stage.flush()
  }
  return { ok: true, value: undefined }
}

function tokensOf(stage: Stage): readonly CredentialRecord[] {
  return [...stage.credentials.values()].filter(({ of }) => of === undefined)
}

function invalid(message: string): CommandAnswer<never> {
  return { ok: false, reason: 'invalid', message }
}
