import { DatabaseSync } from 'node:sqlite'
import type { CheckpointCalls } from './protocol.ts'
import type { Handlers } from './serve-thread.ts'

/** Opens the file beside the thread that writes it. */
export function openCheckpointer(file: string): Handlers<CheckpointCalls> {
  const db = new DatabaseSync(file)
  return {
    checkpoint: () => {
      checkpoint(db)
      return null
    },
    close: () => {
      db.close()
      return null
    },
  }
}

/** Puts into the file what of the write-ahead log nobody reads any more. Others may write meanwhile. */
export function checkpoint(db: DatabaseSync): void {
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
}
