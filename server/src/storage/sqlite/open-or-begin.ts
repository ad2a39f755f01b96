import { existsSync, renameSync } from 'node:fs'
import type { Storage } from '../storage.ts'
import { DamagedDatabase } from './damage.ts'
import { openSqlite } from './sqlite-storage.ts'

/** A server that starts reads most alerts when they are asked for. */
const LEAVE_UNREAD = true

/** What stands beside a database that was not closed, and belongs to it. */
const BESIDE = ['', '-wal', '-shm'] as const

/**
 * Opens the database. One that is torn is put aside, whole, and a new one begun: senders repeat what fires, so an
 * empty board is right again within minutes, and a server that does not start tells nobody anything. Rejects with
 * whatever else stands in the way.
 */
export async function openOrBegin(
  file: string,
  stamp: string,
  onDamaged: (aside: string, reason: string) => void,
  reserve = 0,
): Promise<Storage> {
  try {
    return await openSqlite(file, reserve, LEAVE_UNREAD)
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error
    const aside = `${file}.damaged-${stamp}`
    for (const suffix of BESIDE) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    }
    onDamaged(aside, error.message)
    return openSqlite(file, reserve, LEAVE_UNREAD)
  }
}
