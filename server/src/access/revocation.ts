import { formatTime, type Millis, type Revocation } from '@watchfloor/contract'
import type { Principal } from './principal.ts'

/** What was issued before a moment is not good any more: of a subject, one JWT, or everybody's. */
export interface RevocationRecord {
  /** What it is about, by which it is found. */
  readonly key: string
  readonly subject?: string
  readonly jti?: string
  readonly issuedBefore: Millis
  readonly at: Millis
  readonly by: string
}

const EVERYBODY = 'everybody'

export function revocationKey({ subject, jti }: Pick<RevocationRecord, 'subject' | 'jti'>): string {
  if (jti !== undefined) return `jwt ${jti}`
  return subject === undefined ? EVERYBODY : `subject ${subject}`
}

/** Was what somebody was recognised by taken back? Who came by the server's own machine is not asked. */
export function isTakenBack(
  find: (key: string) => RevocationRecord | undefined,
  { subject, jti, issuedAt }: Pick<Principal, 'subject' | 'jti' | 'issuedAt'>,
): boolean {
  if (issuedAt === undefined) return false
  const keys = [EVERYBODY, revocationKey({ subject }), ...(jti === undefined ? [] : [revocationKey({ jti })])]
  return keys.some((key) => issuedAt < (find(key)?.issuedBefore ?? Number.NEGATIVE_INFINITY))
}

export function toRevocation({ subject, jti, issuedBefore, at, by }: RevocationRecord): Revocation {
  return {
    ...(subject !== undefined && { subject }),
    ...(jti !== undefined && { jti }),
    issued_before: formatTime(issuedBefore),
    at: formatTime(at),
    by,
  }
}
