import { DatabaseSync } from 'node:sqlite'
import type { Millis } from '@watchfloor/contract'
import type { CheckpointCalls, WriterCalls } from './protocol.ts'
import type { Handlers } from './serve-thread.ts'
import type { Call } from './thread.ts'

/** So much is written beside the file before it is carried into it, bytes, about. */
const LOG_BYTES = 16 * 1024 * 1024
/** So little is waited for where nobody writes: then no commit has to wait for any of it. */
const RESTED_BYTES = LOG_BYTES / 4
/** What follows sooner than this is no rest. */
const REST: Millis = 250
const PAGE_BYTES = 4_096
/** A commit changes so many beside those that it fills. */
const PAGES_BESIDE = 2

/**
 * What commits write stands in a log beside the file, and is carried into the file from time to time, which takes some
 * 40 ms for 16 MiB. A thread of its own does it, so that no commit waits for all of that; what was written meanwhile is
 * little, and the thread that writes carries that itself, after which its log begins anew. In a rest that is nothing.
 */
export interface Checkpointing {
  /** So much was written, about. */
  readonly wrote: (bytes: number) => void
  /** A commit appended so much, which takes whole pages. */
  readonly committed: (bytes: number) => void
  readonly close: () => void
}

export function keepCheckpointing(aside: Call<CheckpointCalls>, writer: Call<WriterCalls>): Checkpointing {
  let written = 0
  let isRunning = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  const run = async (): Promise<void> => {
    isRunning = true
    try {
      // As long as much comes meanwhile it would be much for the thread that writes.
      do {
        written = 0
        await aside('checkpoint', null)
      } while (written >= LOG_BYTES / 4)
      await writer('checkpoint', null)
    } catch {
      // A disk that is full, or a store that is being closed: whoever writes next has its own word on it.
    } finally {
      isRunning = false
    }
  }
  const wrote = (bytes: number): void => {
    written += bytes
    if (written < RESTED_BYTES || isRunning || isClosed) return
    clearTimeout(timer)
    if (written >= LOG_BYTES) void run()
    else timer = setTimeout(() => void run(), REST).unref()
  }
  return {
    wrote,
    committed: (bytes) => wrote((Math.ceil(bytes / PAGE_BYTES) + PAGES_BESIDE) * PAGE_BYTES),
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

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

/** Carries into the file what of the log nobody reads any more. Others may write meanwhile. */
export function checkpoint(db: DatabaseSync): void {
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
}
