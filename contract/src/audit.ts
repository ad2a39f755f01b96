import Type, { type Static } from 'typebox'
import { Timestamp, timeOf } from './alert.ts'
import { ROLES } from './credential.ts'

/** What became of what somebody did, or tried. */
export const AUDIT_RESULTS = [
  'ok',
  /** It is about to be done where this server’s own transactions do not reach; what became of it is another entry. */
  'begun',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'needs_confirmation',
  'needs_second',
  'invalid',
  'too_many',
  'unavailable',
  'failed',
] as const
export type AuditResult = (typeof AUDIT_RESULTS)[number]

/** SHA-256 in hex. */
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** What an act was done to: some by their ids, all by their number, and by the hash of the whole list if that is longer. */
export const AuditListed = Type.Object({
  ids: Type.ReadonlyObject(Type.Array(Type.String())),
  count: Type.Integer({ minimum: 0 }),
  hash: Type.Optional(
    Type.String({ description: 'SHA-256 of all ids, a line feed between, when not all are listed.' }),
  ),
})
export type AuditListed = Readonly<Static<typeof AuditListed>>

/** Who did it, as the server knew them. */
export const AuditWho = Type.Object({
  credential: Type.String({
    description:
      'What they were recognised by, such as `token:…`, `session:…`, `jwt:…`, `control` (the socket on the server’s machine), `local` (nobody signs in), `nobody` (not recognised) or `server` (itself). Never a secret.',
  }),
  subject: Type.String({ description: 'Whom it stands for, over all of their credentials.' }),
  name: Type.Union([Type.String(), Type.Null()]),
  role: Type.Union([Type.Enum(ROLES), Type.Null()]),
  address: Type.String(),
})
export type AuditWho = Readonly<Static<typeof AuditWho>>

/** How often, and when, where one entry stands for many alike. */
const Repeated = Type.Object({ count: Type.Integer({ minimum: 1 }), first: Timestamp, last: Timestamp })

/** One act or refusal. Its text is kept to the byte; the SHA-256 of it is the `prev` of the next. */
export const AuditEntry = Type.Object({
  sequence: Type.Integer({ minimum: 1 }),
  at: timeOf('By the server’s clock, which may have been put back; the sequence never goes back'),
  who: AuditWho,
  as: Type.Optional(Type.String({ description: 'The name that they gave themselves, where that counts.' })),
  what: Type.String({ description: 'Such as `alert.acknowledge`, `silence.save` or `token.create`.' }),
  result: Type.Enum([...AUDIT_RESULTS]),
  reason: Type.Optional(Type.String()),
  route: Type.Optional(Type.String({ description: 'Method and pattern of the path, of a refusal.' })),
  request: Type.Optional(
    Type.String({
      description:
        'By what the request is found in the server’s log; where one entry stands for many, of the first.',
    }),
  ),
  alerts: Type.Optional(AuditListed),
  silences: Type.Optional(AuditListed),
  sources: Type.Optional(AuditListed),
  credentials: Type.Optional(AuditListed),
  before: Type.Optional(Type.Unknown({ description: 'What changed, as it was; of many, the first.' })),
  after: Type.Optional(Type.Unknown({ description: 'The same as it is now.' })),
  detail: Type.Optional(Type.Unknown({ description: 'What else was asked.' })),
  repeated: Type.Optional(Repeated),
  prev: Hash,
})
export type AuditEntry = Readonly<Static<typeof AuditEntry>>

/** `GET /api/v2/audit`: newest first, and where to go on. */
export const AuditPage = Type.Object({
  entries: Type.ReadonlyObject(Type.Array(AuditEntry)),
  cursor: Type.Union([Type.String(), Type.Null()], {
    description:
      'Goes back in as `cursor` for the next page; null at the end. A page may be short while there is more.',
  }),
})
export type AuditPage = Readonly<Static<typeof AuditPage>>

/** `GET /api/v2/audit/head`: what to keep outside of this server, to know later that nothing was rewritten. */
export const AuditHead = Type.Object({
  sequence: Type.Integer({ minimum: 0, description: 'Of the newest entry; 0 when there is none.' }),
  hash: Type.String({ description: 'SHA-256 of its text, in hex.' }),
  head: Type.String({ description: 'Both, as `audit verify --head` takes them: `SEQUENCE:HASH`.' }),
  public_key: Type.String({ description: 'The Ed25519 key that signs what retention leaves, in base64.' }),
})
export type AuditHead = Readonly<Static<typeof AuditHead>>

/** `GET /api/v2/audit/verify`: is the chain whole, and does it contain the head that was kept outside? */
export const AuditVerdict = Type.Object({
  whole: Type.Boolean(),
  entries: Type.Integer({ minimum: 0 }),
  first: Type.Union([Type.Integer(), Type.Null()]),
  last: Type.Union([Type.Integer(), Type.Null()]),
  head: Type.String({ description: 'The newest entry that was read, as `SEQUENCE:HASH`.' }),
  anchored: Type.Boolean({
    description:
      'Was a head given, and is it among them? Without, what was rewritten as a whole looks whole.',
  }),
  trimmed_to: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Up to this sequence retention deleted, and left a signed checkpoint.',
  }),
  problems: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        sequence: Type.Integer({ description: 'Where; the first that is touched.' }),
        message: Type.String(),
      }),
    ),
    { description: 'At most ten.' },
  ),
})
export type AuditVerdict = Readonly<Static<typeof AuditVerdict>>
