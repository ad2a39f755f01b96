import { createHash } from 'node:crypto'
import { formatTime, type Millis, type WaitingLink } from '@watchfloor/contract'
import type { Logger } from '../ground/logger.ts'
import { type GivenCode, readCodes, writeCodes } from './join-file.ts'

export const DAY: Millis = 86_400_000
/** So many may wait for their person at once. */
export const MOST_WAITING = 1_000
/** So many are remembered, with those that have ended. */
const MOST_KNOWN = 5_000

export type MadeCode =
  | { readonly ok: true; readonly code: string; readonly expiresAt: Millis }
  | { readonly ok: false; readonly reason: 'too_many' | 'unsaved' }

export type Exchanged =
  | { readonly ok: true; readonly given: GivenCode }
  | { readonly ok: false; readonly reason: 'unknown' | 'unsaved' }
  | { readonly ok: false; readonly reason: 'used' | 'revoked' | 'expired'; readonly at: Millis }

export type RevokedLink =
  | { readonly ok: true; readonly link: WaitingLink }
  | { readonly ok: false; readonly reason: 'unknown' | 'unsaved' }

/** One-time codes: each brings one desk to this server. */
export interface JoinCodes {
  readonly make: (by: string | undefined, desk: GivenCode['desk']) => Promise<MadeCode>
  /** Of two who ask at the same time one gets it. */
  readonly exchange: (code: string) => Promise<Exchanged>
  /** Those that wait for their person, the oldest first. */
  readonly waiting: () => Promise<readonly WaitingLink[]>
  /** Nobody joins by it any more; answers what it was. */
  readonly revoke: (id: string) => Promise<RevokedLink>
  /** What it stands for could not be given after all: it counts again. */
  readonly giveBack: (given: GivenCode) => Promise<void>
}

export interface JoinCodesParts {
  /** They live through a restart, as an upgrade within their day is one. */
  readonly file: string
  readonly now: () => Millis
  /** 32 bytes that nobody can guess. */
  readonly random: () => Uint8Array
  readonly logger: Logger
}

/** Opens the codes of earlier starts. A file that cannot be read makes those codes unknown, and is replaced. */
export async function openJoinCodes({ file, now, random, logger }: JoinCodesParts): Promise<JoinCodes> {
  const read = await readCodes(file)
  if (!read.ok) logger.warn({ file, reason: read.error }, 'earlier join links are lost: make new ones')
  /** By hash, the oldest first. */
  const known = new Map((read.ok ? read.value : []).map((one) => [one.hash, one]))
  let last: Promise<unknown> = Promise.resolve()

  const isWaiting = (one: GivenCode): boolean => one.used_at === null && one.expires_at > now()

  /** What ended is remembered for a day, so that it can be said how it ended. */
  const forget = (): void => {
    for (const { hash, expires_at } of known.values()) if (expires_at + DAY <= now()) known.delete(hash)
    for (const one of known.values()) {
      if (known.size < MOST_KNOWN) return
      if (!isWaiting(one)) known.delete(one.hash)
    }
  }

  /** One after the other; false when the disk refused. */
  const save = (): Promise<boolean> => {
    const saved = last
      .then(() => writeCodes(file, [...known.values()]))
      .then(
        () => true,
        (error: unknown) => {
          logger.error({ err: error, file }, 'join links cannot be kept')
          return false
        },
      )
    last = saved
    return saved
  }

  return {
    make: async (by, desk) => {
      forget()
      if ([...known.values()].filter(isWaiting).length >= MOST_WAITING)
        return { ok: false, reason: 'too_many' }
      const code = Buffer.from(random()).toString('base64url')
      const hash = hashOf(code)
      const expiresAt = now() + DAY
      known.set(hash, { hash, expires_at: expiresAt, used_at: null, desk, made_by: by ?? null })
      if (await save()) return { ok: true, code, expiresAt }
      known.delete(hash)
      return { ok: false, reason: 'unsaved' }
    },
    exchange: async (code) => {
      const hash = hashOf(code)
      const one = known.get(hash)
      if (one === undefined) return { ok: false, reason: 'unknown' }
      if (one.used_at !== null)
        return { ok: false, reason: one.revoked === true ? 'revoked' : 'used', at: one.used_at }
      if (!isWaiting(one)) return { ok: false, reason: 'expired', at: one.expires_at }
      known.set(hash, { ...one, used_at: now() })
      // What a crash would bring back could be used again: nobody has it before the disk knows.
      if (await save()) return { ok: true, given: one }
      known.set(hash, one)
      return { ok: false, reason: 'unsaved' }
    },
    waiting: async () => [...known.values()].filter(isWaiting).map(shown),
    revoke: async (id) => {
      const one = [...known.values()].find((each) => isWaiting(each) && idOf(each) === id)
      if (one === undefined) return { ok: false, reason: 'unknown' }
      known.set(one.hash, { ...one, used_at: now(), revoked: true })
      if (await save()) return { ok: true, link: shown(one) }
      known.set(one.hash, one)
      return { ok: false, reason: 'unsaved' }
    },
    giveBack: async (given) => {
      known.set(given.hash, given)
      await save()
    },
  }
}

/** Tells links apart, and nobody comes from it to the code. */
export function idOf({ hash }: Pick<GivenCode, 'hash'>): string {
  return hash.slice(0, 12)
}

export function shown(one: GivenCode): WaitingLink {
  const { desk, made_by, expires_at } = one
  const [made, end] = [formatTime(expires_at - DAY), formatTime(expires_at)]
  const { name, role } = desk ?? { name: null, role: null }
  return { id: idOf(one), name, role, made_by, made_at: made, expires_at: end }
}

export function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
