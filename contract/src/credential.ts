import Type, { type Static } from 'typebox'
import { Timestamp, timeOf } from './alert.ts'
import { ForcedLabels, Scope } from './scope.ts'

/** From the least to the most: who only sends alerts, who only looks, who is on call, who runs the server. */
export const ROLES = ['ingest', 'viewer', 'responder', 'admin'] as const
export type Role = (typeof ROLES)[number]

const NAME_CHARACTERS = 100
/** A name that shows nothing of itself is none. */
export const CredentialName = Type.String({
  minLength: 1,
  maxLength: NAME_CHARACTERS,
  pattern: '^[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*[\\p{L}\\p{N}][^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*$',
  description: 'Whose it is: a person’s name, or that of a program. What is done with it bears this name.',
})

const scope = Type.Optional(Scope)
const labels = Type.Optional(ForcedLabels)

/** A token as the server tells of it: never the token itself, which nobody knows but who carries it. */
export const Credential = Type.Object({
  id: Type.String({ description: 'By which it is revoked.' }),
  name: CredentialName,
  role: Type.Enum(ROLES),
  scope,
  labels,
  created_at: Timestamp,
  created_by: Type.String(),
  expires_at: Timestamp,
  used_at: Type.Optional(timeOf('When somebody came in by it last, to the hour; absent when nobody has')),
})
export type Credential = Readonly<Static<typeof Credential>>

/** `GET /api/v2/credentials`. */
export const Credentials = Type.Object({ credentials: Type.ReadonlyObject(Type.Array(Credential)) })
export type Credentials = Readonly<Static<typeof Credentials>>

/** `POST /api/v2/credentials`. */
export const CredentialRequest = Type.Object({
  name: CredentialName,
  role: Type.Enum(ROLES),
  scope,
  labels,
  replaces: Type.Optional(
    Type.String({
      description:
        'Id of the token in whose place it is sent: what that one reported is this one’s to end. Both are good until that one is revoked.',
    }),
  ),
  expires_at: Type.Optional(
    Type.String({ description: 'RFC 3339; in 90 days when absent, in five years at most.' }),
  ),
})
export type CredentialRequest = Readonly<Static<typeof CredentialRequest>>

/** Its answer: the one time that the token is said. */
export const CredentialMade = Type.Object({
  token: Type.String({
    description: 'To be sent as `Authorization: Bearer …`. It cannot be asked for again.',
  }),
  credential: Credential,
})
export type CredentialMade = Readonly<Static<typeof CredentialMade>>
