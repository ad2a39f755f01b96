import { createHash, timingSafeEqual } from 'node:crypto'
import type { ForcedLabels, Millis, Role, Scope } from '@watchfloor/contract'
import { type CredentialRecord, idOf } from './credential.ts'
import type { Principal } from './principal.ts'

/** What is good until then, as it is kept: whoever reads the file learns no secret from it. */
export interface Kept {
  /** SHA-256 of the secret, in hex. */
  readonly hash: string
  readonly expiresAt: Millis
}

/**
 * Whom a session stands for: a token, whose role and scope hold as they are now, or a person of a provider, as that
 * said it when they signed in.
 */
export type SessionOf =
  | { readonly way: 'token'; readonly hash: string }
  | {
      readonly way: 'openid'
      readonly issuer: string
      readonly subject: string
      /** The provider's own name of its session, by which it may end ours. */
      readonly sid?: string
      readonly name: string
      readonly role: Role
      readonly scope?: Scope
    }

/** How a desk's session goes on. */
export interface Renewal {
  /** SHA-256 of what all refresh tokens of the session have alike: one that has it was given out once. */
  readonly family: string
  /** Of the one that is good. */
  readonly hash: string
  /** Of the one before it, and when that was used: its answer may have been lost. */
  readonly before?: { readonly hash: string; readonly usedAt: Millis }
}

/** Somebody who is signed in, in a browser or at a desk. */
export interface SessionRecord {
  readonly id: string
  readonly device: 'browser' | 'desk'
  readonly of: SessionOf
  /** From where it was opened. */
  readonly address: string
  readonly createdAt: Millis
  /** Its greatest age: nothing makes it longer. */
  readonly expiresAt: Millis
  /** What a request carries. */
  readonly access: Kept
  /** The one before a renewal: streams that it opened go on until its own end. */
  readonly accessBefore?: Kept
  readonly renewal?: Renewal
}

/** As whom a session's person is known; undefined once the token that they signed in with is gone. */
export interface Person {
  readonly subject: string
  readonly name: string
  readonly role: Role
  readonly scope: Scope | undefined
  readonly labels: ForcedLabels | undefined
}

export function personOf(
  { of }: Pick<SessionRecord, 'of'>,
  credential: (hash: string) => CredentialRecord | undefined,
): Person | undefined {
  if (of.way === 'openid') {
    const { issuer, subject, name, role, scope } = of
    return { subject: `oidc:${issuer}#${subject}`, name, role, scope, labels: undefined }
  }
  const token = credential(of.hash)
  if (token === undefined) return undefined
  const { name, role, scope, labels } = token
  return { subject: `token:${idOf(token)}`, name, role, scope, labels }
}

/** Who somebody is that carries this secret of a session. */
export function sessionPrincipal(session: SessionRecord, person: Person, carried: Kept): Principal {
  const { subject, name, role, scope, labels } = person
  return {
    id: `session:${session.id}`,
    subject,
    name,
    role,
    scope,
    ...(labels !== undefined && { labels }),
    credential: carried.hash,
    session: session.id,
    issuedAt: session.createdAt,
    expiresAt: carried.expiresAt,
    anonymous: false,
  }
}

/** Which of a session's secrets this is; undefined when it is none of them, or none any more. */
export function carriedOf(session: SessionRecord, hash: string): Kept | undefined {
  if (isSame(session.access.hash, hash)) return session.access
  const before = session.accessBefore
  return before !== undefined && isSame(before.hash, hash) ? before : undefined
}

export function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
