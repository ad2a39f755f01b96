import type { Millis } from '@watchfloor/contract'
import { readCodes } from '../join/join-file.ts'
import type { Ask } from '../storage/postgres/reads.ts'
import { signInTables } from '../storage/postgres/sign-ins.ts'

/**
 * Join links that wait for their person come along, from the file beside the database; answers how many. A file that
 * cannot be read makes them unknown, as at a start.
 */
export async function moveJoinLinks(file: string, ask: Ask, now: Millis, patience: Millis): Promise<number> {
  const read = await readCodes(file)
  const waiting = (read.ok ? read.value : []).filter(
    ({ used_at, expires_at }) => used_at === null && expires_at > now,
  )
  const { joinCodes } = signInTables(ask, patience)
  for (const { hash, expires_at, desk, made_by } of waiting) {
    const { name, role } = desk ?? { name: null, role: null }
    const row = { hash, expires_at, used_at: null, revoked: false, name, role, made_by }
    await joinCodes.add(row, now, Number.MAX_SAFE_INTEGER)
  }
  return waiting.length
}
