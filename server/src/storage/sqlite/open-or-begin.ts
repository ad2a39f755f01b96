import { existsSync, renameSync } from 'node:fs'
import type { Storage } from '../storage.ts'
import { cutJournal } from './cut-journal.ts'
import { DamagedDatabase } from './damage.ts'
import { openSqlite } from './sqlite-storage.ts'

/** A server that starts reads most alerts when they are asked for. */
const LEAVE_UNREAD = true

/** What stands beside a database that was not closed, and belongs to it. */
const BESIDE = ['', '-wal', '-shm'] as const

/** What became of a database that is damaged. */
export interface Damage {
  /** Where it was put, or the end of its journal. */
  readonly aside: string
  readonly reason: string
  /** Only what was committed last cannot be read: the rest of it goes on. */
  readonly isCut: boolean
}

/**
 * Opens the database. Of one whose journal cannot be read on, what comes from there on is put aside. One that is torn is
 * put aside, whole, and a new one begun: senders repeat what fires, so an empty board is right again within minutes, and
 * a server that does not start tells nobody anything. Rejects with whatever else stands in the way.
 */
export async function openOrBegin(
  file: string,
  stamp: string,
  onDamaged: (damage: Damage) => void,
  reserve = 0,
): Promise<Storage> {
  const open = (): Promise<Storage> => openSqlite(file, reserve, LEAVE_UNREAD)
  return open()
    .catch((error: unknown) => {
      const reason = reasonOfDamage(error)
      const aside = `${file}.journal-damaged-${stamp}`
      if (!cutJournal(file, aside)) throw error
      onDamaged({ aside, reason, isCut: true })
      return open()
    })
    .catch((error: unknown) => {
      const reason = reasonOfDamage(error)
      const aside = `${file}.damaged-${stamp}`
      for (const suffix of BESIDE) {
        if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
      }
      onDamaged({ aside, reason, isCut: false })
      return open()
    })
}

/** Throws what is no damage. */
function reasonOfDamage(error: unknown): string {
  if (error instanceof DamagedDatabase) return error.message
  throw error
}
