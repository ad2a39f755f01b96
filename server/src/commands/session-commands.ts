import type { Millis } from '@watchfloor/contract'
import { isSame, type Kept, personOf, type SessionOf, type SessionRecord } from '../access/session.ts'
import type { ReadRefresh } from '../access/session-secrets.ts'
import { THE_SERVER } from '../audit/actor.ts'
import type { Stage } from '../ledger/stage.ts'
import { audited } from './audited.ts'
import type { CommandAnswer } from './command-answer.ts'

const MINUTE: Millis = 60_000
/** What a desk carries is good for so long; then it asks for the next. */
export const DESK_TOKEN_LIFE: Millis = 60 * MINUTE
/** Whose answer was lost may use their refresh token once more for so long. */
export const REFRESH_GRACE: Millis = MINUTE

/** Sessions that one person may have at once; of more the oldest ends. */
const MOST_OF_ONE = 50
export const MOST_SESSIONS = 20_000

/** Opens a session. Those that have expired go. */
export function keepSession(stage: Stage, record: SessionRecord): CommandAnswer<SessionRecord> {
  const { sessions, now } = stage
  const person = personOf(record, (hash) => stage.credentials.get(hash))
  if (person === undefined) return { ok: false, reason: 'not_found', message: 'this token was revoked' }
  for (const { id, expiresAt } of [...sessions.values()]) if (expiresAt <= now) sessions.forget(id)
  const all = [...sessions.values()]
  // Of one moment, those that came last stand last, and are the newest.
  const own = all
    .filter(({ of }) => isOfOne(of, record.of))
    .toReversed()
    .toSorted((a, b) => b.createdAt - a.createdAt)
  for (const { id } of own.slice(MOST_OF_ONE - 1)) sessions.forget(id)
  if (all.length >= MOST_SESSIONS && own.length === 0) {
    const message = `${MOST_SESSIONS} are signed in already, as many as may be`
    return { ok: false, reason: 'unavailable', message }
  }
  sessions.put(record)
  stage.flush()
  return { ok: true, value: record }
}

/** The next secrets of a desk, as they are kept. */
export interface NextSecrets {
  readonly accessHash: string
  readonly refreshHash: string
}

const OVER = 'this session is over, or was ended; sign in again'

/**
 * Gives a desk its next secrets for the last ones. One that is used a second time is in two hands, and nobody can tell
 * whose are the right ones: the session ends. `familyHash` is of what the refresh token has in common with the others.
 */
export function renewSession(
  stage: Stage,
  { id, hash }: ReadRefresh,
  familyHash: string,
  next: NextSecrets,
): CommandAnswer<SessionRecord> {
  const { now } = stage
  const session = stage.sessions.get(id)
  const renewal = session?.renewal
  // Whoever merely knows an id cannot end its session.
  if (session === undefined || renewal === undefined || !isSame(renewal.family, familyHash)) return over(OVER)
  if (session.expiresAt <= now) return over(OVER)
  const { before } = renewal
  const isCurrent = isSame(renewal.hash, hash)
  const isLost = before !== undefined && isSame(before.hash, hash) && now - before.usedAt <= REFRESH_GRACE
  if (!isCurrent && !isLost) {
    stage.sessions.forget(id)
    const { of, device } = session
    const reused = {
      what: 'session.end',
      sessions: [id],
      detail: { why: 'a refresh token was used twice', device, way: of.way },
    }
    audited(stage, THE_SERVER, reused, () => ({ ok: true, value: undefined }))
    stage.flush()
    return over(
      'a refresh token of this session was used twice, so that somebody else may have it: the session was ended; sign in again',
    )
  }
  const access: Kept = {
    hash: next.accessHash,
    expiresAt: Math.min(session.expiresAt, now + DESK_TOKEN_LIFE),
  }
  const record: SessionRecord = {
    ...session,
    access,
    // What was lost was never carried.
    ...(isCurrent && { accessBefore: session.access }),
    renewal: {
      family: renewal.family,
      hash: next.refreshHash,
      before: isCurrent ? { hash, usedAt: now } : { hash, usedAt: before?.usedAt ?? now },
    },
  }
  stage.sessions.put(record)
  stage.flush()
  return { ok: true, value: record }
}

/** Ends a session, by its id. */
export function endSession(stage: Stage, id: string): CommandAnswer<SessionRecord> {
  const found = stage.sessions.get(id)
  if (found === undefined) {
    return {
      ok: false,
      reason: 'not_found',
      message: `there is no session ${JSON.stringify(id.slice(0, 64))}`,
    }
  }
  stage.sessions.forget(id)
  stage.flush()
  return { ok: true, value: found }
}

/** Ends all that `isMeant` says; answers which. */
export function endSessions(
  stage: Stage,
  isMeant: (session: SessionRecord) => boolean,
): CommandAnswer<readonly SessionRecord[]> {
  const meant = [...stage.sessions.values()].filter(isMeant)
  for (const { id } of meant) stage.sessions.forget(id)
  if (meant.length > 0) stage.flush()
  return { ok: true, value: meant }
}

function isOfOne(a: SessionOf, b: SessionOf): boolean {
  if (a.way === 'token') return b.way === 'token' && a.hash === b.hash
  return b.way === 'openid' && a.issuer === b.issuer && a.subject === b.subject
}

function over(message: string): CommandAnswer<never> {
  return { ok: false, reason: 'unauthorized', message }
}
