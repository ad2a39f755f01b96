import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

const Subject = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: 'Whom a credential stands for: `token:…`, `jwt:ISSUER#SUB`, `oidc:ISSUER#SUB`.',
})
const Jti = Type.String({ minLength: 1, maxLength: 1_000, description: 'The `jti` of one JWT.' })

/** `POST /api/v2/revocations`: a subject, a JWT, or, where neither is said, everybody. */
export const RevocationRequest = Type.Object({
  subject: Type.Optional(Subject),
  jti: Type.Optional(Jti),
  issued_before: Type.Optional(
    Type.String({ description: 'RFC 3339; what was issued later stays good. Now when absent.' }),
  ),
})
export type RevocationRequest = Readonly<Static<typeof RevocationRequest>>

/** What was issued before a moment, and is not good any more. */
export const Revocation = Type.Object({
  subject: Type.Optional(Subject),
  jti: Type.Optional(Jti),
  issued_before: Timestamp,
  at: Timestamp,
  by: Type.String(),
})
export type Revocation = Readonly<Static<typeof Revocation>>

/** `GET /api/v2/revocations`. */
export const Revocations = Type.Object({ revocations: Type.ReadonlyObject(Type.Array(Revocation)) })
export type Revocations = Readonly<Static<typeof Revocations>>
