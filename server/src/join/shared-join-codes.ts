import { JOIN_ROLES, type Millis } from '@watchfloor/contract'
import type { Logger } from '../ground/logger.ts'
import type { JoinCodeRow, JoinCodeStore } from '../storage/sign-ins.ts'
import { DAY, hashOf, idOf, type JoinCodes, MOST_WAITING, shown } from './join-codes.ts'
import { type GivenCode, readCodes } from './join-file.ts'

/** The codes of all servers of a store: whichever is asked, each counts once. */
export function sharedJoinCodes(parts: {
  readonly store: JoinCodeStore
  readonly now: () => Millis
  readonly random: () => Uint8Array
  readonly logger: Logger
}): JoinCodes {
  const { store, now, random, logger } = parts
  const unsaved = (err: unknown): { readonly ok: false; readonly reason: 'unsaved' } => {
    logger.error({ err }, 'join links cannot be kept')
    return { ok: false, reason: 'unsaved' }
  }
  return {
    make: async (by, desk) => {
      const code = Buffer.from(random()).toString('base64url')
      const at = now()
      const expiresAt = at + DAY
      const { name, role } = desk ?? { name: null, role: null }
      const row = { hash: hashOf(code), expires_at: expiresAt, used_at: null, revoked: false, name, role }
      try {
        const isKept = await store.add({ ...row, made_by: by ?? null }, at, MOST_WAITING)
        return isKept ? { ok: true, code, expiresAt } : { ok: false, reason: 'too_many' }
      } catch (error) {
        return unsaved(error)
      }
    },
    exchange: async (code) => {
      const hash = hashOf(code)
      try {
        const used = await store.use(hash, now(), false)
        if (used !== undefined) return { ok: true, given: givenOf(used) }
        const one = await store.find(hash)
        if (one === undefined) return { ok: false, reason: 'unknown' }
        if (one.used_at === null) return { ok: false, reason: 'expired', at: one.expires_at }
        return { ok: false, reason: one.revoked ? 'revoked' : 'used', at: one.used_at }
      } catch (error) {
        return unsaved(error)
      }
    },
    waiting: async () => (await store.waiting(now())).map((row) => shown(givenOf(row))),
    revoke: async (id) => {
      try {
        const one = (await store.waiting(now())).find((row) => idOf(row) === id)
        const revoked = one === undefined ? undefined : await store.use(one.hash, now(), true)
        return revoked === undefined
          ? { ok: false, reason: 'unknown' }
          : { ok: true, link: shown(givenOf(revoked)) }
      } catch (error) {
        return unsaved(error)
      }
    },
    giveBack: async ({ hash }) => {
      await store.giveBack(hash).catch(unsaved)
    },
  }
}

/**
 * Adds those of a file that wait for their person, as one server alone had them; answers how many. A file that cannot be
 * read makes them unknown.
 */
export async function addFromFile(file: string, store: JoinCodeStore, now: Millis): Promise<number> {
  const read = await readCodes(file)
  let added = 0
  for (const { hash, expires_at, used_at, desk, made_by } of read.ok ? read.value : []) {
    if (used_at !== null || expires_at <= now) continue
    const { name, role } = desk ?? { name: null, role: null }
    const row = { hash, expires_at, used_at, revoked: false, name, role, made_by }
    if (await store.add(row, now, Number.MAX_SAFE_INTEGER)) added++
  }
  return added
}

function givenOf({ hash, expires_at, used_at, name, role: given, made_by }: JoinCodeRow): GivenCode {
  const role = JOIN_ROLES.find((one) => one === given)
  const desk = name === null || role === undefined ? null : { name, role }
  return { hash, expires_at, used_at, desk, made_by }
}
