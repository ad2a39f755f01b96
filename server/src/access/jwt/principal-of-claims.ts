import type { JWTPayload } from 'jose'
import type { Admission } from '../authorize.ts'
import { personIn } from './claimed-person.ts'
import type { Registered } from './judge-claims.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** Whom a token that was verified stands for, and what they may: only what it says in so many words. */
export function admissionOf(
  claims: JWTPayload,
  { subject, jti, expiresAt, issuedAt }: Registered,
  issuer: TrustedIssuer,
): Admission {
  const person = personIn(claims, issuer, subject)
  if (!person.ok) return { ok: false, status: 403, message: person.error }
  const { labels, ...others } = person.value
  const id = `jwt:${issuer.issuer}#${subject}`
  return {
    ok: true,
    principal: {
      id,
      subject: id,
      ...others,
      ...(labels !== undefined && { labels }),
      ...(jti !== undefined && { jti }),
      // Without a time, it is older than whatever is taken back.
      issuedAt: issuedAt ?? 0,
      // Streams end when it is not taken any more.
      expiresAt: expiresAt + issuer.leeway,
      anonymous: false,
    },
  }
}
