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
  sign_in: Type.Enum(['off', 'tokens', 'openid']),
  who: Type.Union([Who, Type.Null()]),
  next: Type.Optional(
    Type.String({
      description:
        'After signing out: where a page goes, once and within a minute, so that its person is signed out at the provider too.',
    }),
  ),
})
export type Session = Readonly<Static<typeof Session>>

/** `GET /api/v2/sign-in`: the ways in that a person may choose; none where nobody signs in. */
export const SignInWays = Type.Object({
  ways: Type.ReadonlyObject(
    Type.Array(
      Type.Union([
        Type.Object({ kind: Type.Enum(['token']) }),
        Type.Object({
          kind: Type.Enum(['openid']),
          name: Type.String({ description: 'Of the provider, for people.' }),
          url: Type.String({ description: 'Where a browser goes to sign in there.' }),
        }),
      ]),
    ),
  ),
})
export type SignInWays = Readonly<Static<typeof SignInWays>>

/** Somebody who is signed in: in a browser, or at a desk. */
export const OpenSession = Type.Object({
  id: Type.String({ description: 'By which it is ended.' }),
  device: Type.Enum(['browser', 'desk']),
  name: Type.String(),
  role: Type.Enum(ROLES),
  scope: Type.Union([Type.Record(Type.String(), Type.Array(Type.String())), Type.Null()]),
  subject: Type.String({ description: 'Whom it stands for: `token:…` or `oidc:…`.' }),
  address: Type.String({ description: 'From where it was opened.' }),
  opened_at: Timestamp,
  expires_at: Timestamp,
  is_own: Type.Boolean({ description: 'Is it the session of whoever asks?' }),
})
export type OpenSession = Readonly<Static<typeof OpenSession>>

/** `GET /api/v2/sessions`. */
export const OpenSessions = Type.Object({ sessions: Type.ReadonlyObject(Type.Array(OpenSession)) })
export type OpenSessions = Readonly<Static<typeof OpenSessions>>

/** `POST /api/v2/session/desk`: a desk takes the session that its person has just agreed to. */
export const DeskSessionRequest = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 200 }),
  verifier: Type.String({
    minLength: 43,
    maxLength: 128,
    description: 'What the challenge was made of (RFC 7636, S256).',
  }),
})
export type DeskSessionRequest = Readonly<Static<typeof DeskSessionRequest>>

/** `POST /api/v2/session/refresh`. */
export const RefreshRequest = Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 200 }) })
export type RefreshRequest = Readonly<Static<typeof RefreshRequest>>

/** The answer to both. Whoever has it lost asks again with the same `refresh` within a minute. */
export const DeskSession = Type.Object({
  token: Type.String({ description: 'To be sent as `Authorization: Bearer …`, for an hour at most.' }),
  refresh: Type.String({
    description: 'Good once, for the next two. Used later again, it ends the session: two have it then.',
  }),
  expires_at: Type.String({ description: 'Of the token, RFC 3339.' }),
  principal: Who,
})
export type DeskSession = Readonly<Static<typeof DeskSession>>
