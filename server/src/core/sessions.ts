import { randomBytes } from 'node:crypto'
import type { Millis } from '@watchfloor/contract'
import { hashOf } from '../access/credential.ts'
import { personOf, type SessionOf, type SessionRecord } from '../access/session.ts'
import { newAccess, newFamily, newRefresh, newSessionId, readRefresh } from '../access/session-secrets.ts'
import type { FoundSession } from '../access/session-way.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import {
  DESK_TOKEN_LIFE,
  endSession,
  endSessions,
  keepSession,
  renewSession,
} from '../commands/session-commands.ts'
import type { State } from '../ledger/state.ts'
import type { Perform } from './core-commands.ts'

/** A session that is wanted. */
export interface WantedSession {
  readonly device: SessionRecord['device']
  readonly of: SessionOf
  readonly address: string
  /** Its greatest age. */
  readonly until: Millis
}

/** A session with its secrets, which are told this once. A browser has no `refresh`. */
export interface OpenedSession extends FoundSession {
  readonly access: string
  readonly refresh: string | undefined
}

/** Who is signed in. */
export type SessionCommands = ReturnType<typeof sessionCommands>

export function sessionCommands(perform: Perform, state: State, now: () => Millis) {
  const credential = (hash: string) => state.credentials.get(hash)
  const found = (session: SessionRecord | undefined): FoundSession | undefined => {
    const person = session === undefined ? undefined : personOf(session, credential)
    return session === undefined || person === undefined ? undefined : { session, person }
  }
  return {
    /** The session of this id, expired or not. */
    session: (id: string): FoundSession | undefined => found(state.sessions.get(id)),
    /** All that have not expired, the newest first. */
    sessions: (): readonly FoundSession[] =>
      [...state.sessions.values()]
        .filter(({ expiresAt }) => expiresAt > now())
        .toSorted((a, b) => b.createdAt - a.createdAt)
        .flatMap((session) => found(session) ?? []),
    openSession: async ({
      device,
      of,
      address,
      until,
    }: WantedSession): Promise<CommandAnswer<OpenedSession>> => {
      const id = newSessionId(randomBytes)
      const access = newAccess(id, randomBytes)
      const family = newFamily(randomBytes)
      const refresh = device === 'desk' ? newRefresh(id, family, randomBytes) : undefined
      const createdAt = now()
      const token = of.way === 'token' ? credential(of.hash) : undefined
      const expiresAt = Math.min(until, token?.expiresAt ?? until)
      const accessUntil = device === 'desk' ? Math.min(expiresAt, createdAt + DESK_TOKEN_LIFE) : expiresAt
      const record: SessionRecord = {
        id,
        device,
        of,
        address,
        createdAt,
        expiresAt,
        access: { hash: hashOf(access), expiresAt: accessUntil },
        ...(refresh !== undefined && { renewal: { family: hashOf(family), hash: hashOf(refresh) } }),
      }
      const person = personOf(record, credential)
      const kept = await perform((stage) => keepSession(stage, record), {
        what: 'session.open',
        sessions: [id],
        detail: { device, way: of.way, name: person?.name, role: person?.role },
        done: () => ({
          ...(person !== undefined && {
            who: {
              credential: `session:${id}`,
              subject: person.subject,
              name: person.name,
              role: person.role,
            },
          }),
        }),
      })
      return withSecrets(kept, access, refresh)
    },
    /** The next secrets of a desk, for its last refresh token. */
    renewSession: async (given: string): Promise<CommandAnswer<OpenedSession>> => {
      const read = readRefresh(given)
      if (read === undefined)
        return { ok: false, reason: 'unauthorized', message: 'this is no refresh token; sign in again' }
      const access = newAccess(read.id, randomBytes)
      const refresh = newRefresh(read.id, read.family, randomBytes)
      const next = { accessHash: hashOf(access), refreshHash: hashOf(refresh) }
      const renewed = await perform((stage) => renewSession(stage, read, hashOf(read.family), next))
      return withSecrets(renewed, access, refresh)
    },
    /** From now on nobody comes in with it; its streams end within seconds. */
    endSession: (id: string): Promise<CommandAnswer<SessionRecord>> =>
      perform((stage) => endSession(stage, id), { what: 'session.end', sessions: [id] }),
    /** Ends all that `isMeant` says. */
    endSessions: (
      isMeant: (session: SessionRecord) => boolean,
    ): Promise<CommandAnswer<readonly SessionRecord[]>> =>
      perform((stage) => endSessions(stage, isMeant), {
        what: 'session.end',
        done: (ended) => (ended.length === 0 ? undefined : { sessions: ended.map(({ id }) => id) }),
      }),
  }

  function withSecrets(
    kept: CommandAnswer<SessionRecord>,
    access: string,
    refresh: string | undefined,
  ): CommandAnswer<OpenedSession> {
    if (!kept.ok) return kept
    const known = found(kept.value)
    return known === undefined
      ? { ok: false, reason: 'unauthorized', message: 'this token was revoked' }
      : { ok: true, value: { ...known, access, refresh } }
  }
}
