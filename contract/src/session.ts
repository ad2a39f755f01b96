import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { ROLES } from './credential.ts'

/** `POST /api/v2/session`: a browser signs in. From then on it carries a cookie, and its page no token. */
export const SessionRequest = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1_000 }) })
export type SessionRequest = Readonly<Static<typeof SessionRequest>>

/** As whom somebody is known to a server, and what they may there. */
export const Who = Type.Object({
  name: Type.String(),
  role: Type.Enum(ROLES),
  scope: Type.Union([Type.Record(Type.String(), Type.Array(Type.String())), Type.Null()], {
    description: 'The alerts that they may see, by values of labels; null is all.',
  }),
  way: Type.String({ description: 'By what they were recognised: `token`, `session` and others.' }),
  expires_at: Type.Union([Timestamp, Type.Null()]),
  may: Type.Array(Type.String(), { description: 'What they may ask for, in the words of each route.' }),
})
export type Who = Readonly<Static<typeof Who>>

/** `GET /api/v2/session`: how one signs in here, and as whom whoever asks is known. */
export const Session = Type.Object({
  sign_in: Type.Enum(['off', 'tokens']),
  who: Type.Union([Who, Type.Null()]),
})
export type Session = Readonly<Static<typeof Session>>
