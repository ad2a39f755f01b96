import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { CredentialName } from './credential.ts'
import { parser } from './parse.ts'
import { isReadableOnTheWay } from './this-computer.ts'

/** 256 random bits, as base64url writes them. */
const Code = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const Address = Type.String({ minLength: 1, maxLength: 2_048 })

/** What a link may make somebody: one that only sends alerts is no desk. */
export const JOIN_ROLES = ['viewer', 'responder', 'admin'] as const

/** `POST /api/v2/join-links`: makes a link that brings one person's desk to this server. */
export const JoinLinkRequest = Type.Object({
  name: Type.Optional(CredentialName),
  role: Type.Optional(
    Type.Enum(JOIN_ROLES, {
      description: 'What they may on a server that signs people in; responder when absent.',
    }),
  ),
})
export type JoinLinkRequest = Readonly<Static<typeof JoinLinkRequest>>

export const JoinLinkAnswer = Type.Object({
  link: Type.String({ description: 'For one person: `watchfloor://join?server=…&code=…`.' }),
  server: Type.String({ description: 'The address that it leads to.' }),
  expires_at: Type.String({ description: 'Until when it counts (RFC 3339).' }),
})
export type JoinLinkAnswer = Readonly<Static<typeof JoinLinkAnswer>>

/** A link that waits for its person. Its code is known to nobody but who has the link. */
export const WaitingLink = Type.Object({
  id: Type.String({ description: 'By which it is taken back.' }),
  name: Type.Union([Type.String(), Type.Null()], {
    description: 'Whose desk gets a token by it; null where it gets none.',
  }),
  role: Type.Union([Type.Enum(JOIN_ROLES), Type.Null()]),
  made_by: Type.Union([Type.String(), Type.Null()], {
    description: 'Who made it, as far as the server knows.',
  }),
  made_at: Timestamp,
  expires_at: Timestamp,
})
export type WaitingLink = Readonly<Static<typeof WaitingLink>>

/** `GET /api/v2/join-links`. */
export const WaitingLinks = Type.Object({ links: Type.ReadonlyObject(Type.Array(WaitingLink)) })
export type WaitingLinks = Readonly<Static<typeof WaitingLinks>>

/** `POST /api/v2/join`: what a desk gives for its place. */
export const JoinRequest = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 200, description: 'The one-time code of the link.' }),
})
export type JoinRequest = Readonly<Static<typeof JoinRequest>>

/** A token of the desk's own. */
const JoinToken = Type.Object({
  kind: Type.Literal('token'),
  token: Type.String({ minLength: 1, maxLength: 8_192 }),
})

/** The token among what a desk was given; null when it was given none. */
export function tokenOf({ credential }: JoinAnswer): string | null {
  return credential !== null && 'token' in credential ? credential.token : null
}

export const JoinAnswer = Type.Object({
  server: Type.Object({
    address: Type.String({
      description: 'Where people reach this server: its external_url, or what was asked.',
    }),
    name: Type.String({ description: 'Its host, or its machine.' }),
  }),
  credential: Type.Union([Type.Null(), JoinToken, Type.Object({ kind: Type.String() })], {
    description:
      'What signs this desk in from now on; null on a server that signs nobody in. Other kinds may come; a desk that does not know one says so.',
  }),
})
export type JoinAnswer = Readonly<Static<typeof JoinAnswer>>

/** A server that a desk is asked to join, and the code that it gives for it. */
export const Invitation = Type.Object({ server: Address, code: Code })
export type Invitation = Readonly<Static<typeof Invitation>>

const parseInvitation = parser(Invitation)

/** May a desk be sent there? What it gets there must not be read, or made up, on the way. */
export function isJoinable(server: string): boolean {
  const url = URL.parse(server)
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return false
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false
  return !isReadableOnTheWay(url)
}

export function joinLink({ server, code }: Invitation): string {
  return `watchfloor://join?${new URLSearchParams({ server, code })}`
}

/**
 * Reads the query of a link; undefined when it is none, or leads where no desk may be sent. The address is written as it
 * will be asked for: a host in other letters is in ASCII then (`xn--…`), and none looks like another.
 */
export function readInvitation(query: string): Invitation | undefined {
  const { server, code, ...others } = Object.fromEntries(new URLSearchParams(query))
  if (server === undefined || !isJoinable(server) || Object.keys(others).length > 0) return undefined
  const address = new URL(server).href.replace(/\/+$/, '')
  const parsed = parseInvitation({ server: address, code })
  return parsed.ok ? parsed.value : undefined
}
