import { createHash } from 'node:crypto'
import {
  type Credential,
  type ForcedLabels,
  formatTime,
  type Millis,
  type Role,
  type Scope,
} from '@watchfloor/contract'

/** A token as it is kept: whoever reads the file learns no token from it. */
export interface CredentialRecord {
  /** SHA-256 of the token in hex, by which it is found. */
  readonly hash: string
  readonly name: string
  readonly role: Role
  /** Absent when it sees all. */
  readonly scope?: Scope
  readonly labels?: ForcedLabels
  /** Id of the first of those in whose place it was made, one after another. */
  readonly replaces?: string
  readonly createdAt: Millis
  readonly createdBy: string
  readonly expiresAt: Millis
  /** When somebody came in by it, to the hour; absent when nobody has. */
  readonly usedAt?: Millis
}

/** By this start tools that look for secrets in texts know ours. */
const START = 'wfl_'
/** 256 bits: nobody guesses one, however often they may try. */
const BYTES = 32
/** Of the hash, as a name for people. */
const ID_LENGTH = 12

/** A new token. `random` answers so many bytes that nobody can foresee. */
export function newToken(random: (bytes: number) => Buffer): string {
  return START + random(BYTES).toString('base64url')
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export function idOf({ hash }: Pick<CredentialRecord, 'hash'>): string {
  return hash.slice(0, ID_LENGTH)
}

export function toCredential(record: CredentialRecord): Credential {
  const { name, role, scope, labels, createdAt, createdBy, expiresAt, usedAt } = record
  return {
    id: idOf(record),
    name,
    role,
    ...(scope !== undefined && { scope }),
    ...(labels !== undefined && { labels }),
    created_at: formatTime(createdAt),
    created_by: createdBy,
    expires_at: formatTime(expiresAt),
    ...(usedAt !== undefined && { used_at: formatTime(usedAt) }),
  }
}
