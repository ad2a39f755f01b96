import { hashOf } from './credential.ts'

/** By these starts tools that look for secrets in texts know ours. */
const ACCESS = 'wfs_'
const REFRESH = 'wfr_'
/** 256 bits: nobody guesses one, however often they may try. */
const SECRET_BYTES = 32
const FAMILY_BYTES = 16
const ID_BYTES = 6

/** Each answers so many bytes that nobody can foresee. */
export type Random = (bytes: number) => Buffer

const text = (random: Random, bytes: number): string => random(bytes).toString('base64url')

export function newSessionId(random: Random): string {
  return random(ID_BYTES).toString('hex')
}

/** What a browser or a desk carries. It names its session, so that none is looked for. */
export function newAccess(id: string, random: Random): string {
  return ACCESS + id + text(random, SECRET_BYTES)
}

/** What all refresh tokens of one session have alike. */
export function newFamily(random: Random): string {
  return text(random, FAMILY_BYTES)
}

export function newRefresh(id: string, family: string, random: Random): string {
  return REFRESH + id + family + text(random, SECRET_BYTES)
}

/** The session that such a text names; undefined when it has not got the form of one. */
export function readAccess(secret: string): { readonly id: string; readonly hash: string } | undefined {
  const [, id] = /^wfs_([0-9a-f]{12})[\w-]{43}$/.exec(secret) ?? []
  return id === undefined ? undefined : { id, hash: hashOf(secret) }
}

export interface ReadRefresh {
  readonly id: string
  readonly family: string
  readonly hash: string
}

export function readRefresh(secret: string): ReadRefresh | undefined {
  const [, id, family] = /^wfr_([0-9a-f]{12})([\w-]{22})[\w-]{43}$/.exec(secret) ?? []
  return id === undefined || family === undefined ? undefined : { id, family, hash: hashOf(secret) }
}
