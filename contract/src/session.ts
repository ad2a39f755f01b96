import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { ROLES } from './credential.ts'

/** `POST /api/v2/session`: a browser signs in. From then on it carries a cookie, and its page no token. */
export const SessionRequest = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1_000 }) })
export type SessionRequest = Readonly<Static<typeof SessionRequest>>

/** `GET /api/v2/session`: how one signs in here, and as whom whoever asks is known. */
export const Session = Type.Object({
  sign_in: Type.Enum(['off', 'tokens']),
  who: Type.Union([
    Type.Object({
      name: Type.String(),
      role: Type.Enum(ROLES),
      expires_at: Type.Union([Timestamp, Type.Null()]),
    }),
    Type.Null(),
  ]),
})
export type Session = Readonly<Static<typeof Session>>
