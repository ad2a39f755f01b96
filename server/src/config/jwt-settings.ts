import { ROLES, type Role } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { ALGORITHMS } from '../access/jwt/verification-keys.ts'
import { formatDuration, parseDuration } from './units.ts'

const LEEWAY = 30_000
const LONGEST_LIFE = 24 * 3_600_000
const KEYS_FOR = 12 * 3_600_000

const time = (description: string) =>
  Type.Optional(Type.String({ pattern: '^(\\d+(ms|[smhd]))+$', description }))
const claim = (description: string) => Type.String({ minLength: 1, maxLength: 200, description })

const JwtEntry = Type.Object(
  {
    issuer: Type.String({ minLength: 1, description: 'Its name, as `iss` says it, to the letter.' }),
    audience: Type.String({ minLength: 1, description: 'What `aud` has to say: this server’s name there.' }),
    keys_file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'File of its public keys, a JWK set or PEM; read again when it changes.',
      }),
    ),
    jwks_url: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Where it publishes its keys: https, or http on this machine.',
      }),
    ),
    algorithms: Type.Optional(
      Type.Array(Type.Enum(ALGORITHMS), {
        minItems: 1,
        description:
          'Which may be used, all when left out; the first for RSA is that of RSA keys which do not name theirs.',
      }),
    ),
    role_claim: claim('Claim that gives the role, such as `groups` or `realm_access.roles`.'),
    roles: Type.Optional(
      Type.Record(Type.String(), Type.Enum(ROLES), {
        description: 'What its values mean; when left out, they are roles of this server themselves.',
      }),
    ),
    name_claim: Type.Optional(
      claim(
        'Claim with the name that is shown; `name`, `preferred_username`, `email` or `sub` when left out.',
      ),
    ),
    scope: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'For each label, the claim whose values are seen (`*`: all); everything when left out.',
      }),
    ),
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'For each label, the claim whose value all reports are made to bear.',
      }),
    ),
    leeway: time(`How much the clocks may differ; ${formatDuration(LEEWAY)} when left out.`),
    longest_life: time(
      `A token that is good for longer is not taken; ${formatDuration(LONGEST_LIFE)} when left out.`,
    ),
    keys_for: time(
      `How long keys are used while newer ones cannot be had; ${formatDuration(KEYS_FOR)} when left out.`,
    ),
  },
  { additionalProperties: false },
)
export type JwtEntry = Readonly<Static<typeof JwtEntry>>

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
const MOST_LEEWAY = 5 * 60_000

/** Whose JWTs are taken. */
export const jwtSettings = {
  jwt: Type.Array(JwtEntry, {
    default: [],
    as: 'objects',
    flaw: jwtFlaw,
    expected:
      'a list of issuers (as a variable: in JSON), each with issuer, audience, role_claim, and keys_file or jwks_url, and if needed algorithms, roles, name_claim, scope, labels, leeway, longest_life, keys_for',
    description: 'Issuers whose JSON Web Tokens are taken beside the tokens of this server.',
  }),
}

/** What a schema cannot say. */
function jwtFlaw(value: readonly unknown[]): string | undefined {
  const entries = value as readonly JwtEntry[]
  for (const [index, entry] of entries.entries()) {
    const flaw = entryFlaw(entry)
    if (flaw !== undefined) return `${entry.issuer}: ${flaw}`
    if (entries.findIndex(({ issuer }) => issuer === entry.issuer) < index)
      return `${entry.issuer} is there twice`
  }
  return undefined
}

function entryFlaw(entry: JwtEntry): string | undefined {
  const { keys_file, jwks_url } = entry
  if ((keys_file === undefined) === (jwks_url === undefined)) return 'give keys_file or jwks_url, one of them'
  if (jwks_url !== undefined) {
    if (!URL.canParse(jwks_url)) return 'jwks_url is none'
    const { protocol, hostname, username, password } = new URL(jwks_url)
    if (username !== '' || password !== '') return 'jwks_url must not name a user'
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname)))
      return 'jwks_url must be https (http only on this machine): whoever changes keys on the way comes in as anybody'
  }
  const { leeway, longestLife, keysFor } = timesOf(entry)
  if (leeway > MOST_LEEWAY) return `leeway may be ${formatDuration(MOST_LEEWAY)} at most`
  if (longestLife <= 0 || keysFor <= 0) return 'longest_life and keys_for must be longer than 0'
  return undefined
}

/** Times of an issuer, those that were left out included. */
export function timesOf(entry: JwtEntry): {
  readonly leeway: number
  readonly longestLife: number
  readonly keysFor: number
} {
  return {
    leeway: parseDuration(entry.leeway ?? '') ?? LEEWAY,
    longestLife: parseDuration(entry.longest_life ?? '') ?? LONGEST_LIFE,
    keysFor: parseDuration(entry.keys_for ?? '') ?? KEYS_FOR,
  }
}

/** When left out, the values of the claim are our roles. */
export const OWN_ROLES: Readonly<Record<string, Role>> = Object.fromEntries(ROLES.map((role) => [role, role]))
