import type { Millis } from '@watchfloor/contract'

/** A code that was given out, by its hash; the code itself is kept nowhere. */
export interface JoinCodeRow {
  readonly hash: string
  readonly expires_at: Millis
  readonly used_at: Millis | null
  /** It was taken back: then it counts as used. */
  readonly revoked: boolean
  /** Whom it signs in, and as what; null where the server did not know who made it. */
  readonly name: string | null
  readonly role: string | null
  readonly made_by: string | null
}

/**
 * What a sign-in leaves for minutes, for whichever server of a store is asked next. It is no part of the log, and
 * nobody follows it. Everything rejects when the store cannot be reached.
 */
export interface SignIns {
  /** Of more than `most` of a kind the oldest go. */
  readonly put: (kind: string, key: string, value: string, life: Millis, most: number) => Promise<void>
  /** Once, whichever server asks; undefined when it is not there, or its time is over. */
  readonly take: (kind: string, key: string) => Promise<string | undefined>
  /** True for the first that says so, of all servers, within that time. */
  readonly first: (kind: string, key: string, life: Millis) => Promise<boolean>
  /** Counts one: so many are free at once, and as many come back in a minute. Answers how many were left before it. */
  readonly attempt: (kind: string, who: string, allowed: number) => Promise<number>
  readonly joinCodes: JoinCodeStore
}

export interface JoinCodeStore {
  /** False when so many wait for their person already, or this one is known. */
  readonly add: (row: JoinCodeRow, now: Millis, most: number) => Promise<boolean>
  readonly find: (hash: string) => Promise<JoinCodeRow | undefined>
  /** Of those who ask at the same time one gets the row as it was before; nobody does once it is used or over. */
  readonly use: (hash: string, now: Millis, revoked: boolean) => Promise<JoinCodeRow | undefined>
  /** It counts again. */
  readonly giveBack: (hash: string) => Promise<void>
  /** Neither used nor over, the oldest first. */
  readonly waiting: (now: Millis) => Promise<readonly JoinCodeRow[]>
}

/** The store that all servers share does not answer. */
export class StoreAway extends Error {
  readonly statusCode = 503

  constructor(cause: unknown) {
    super(
      'who signs in is kept by the database that the servers share, and it does not answer; try again in a moment',
      { cause },
    )
  }
}
