import type { Millis } from '@watchfloor/contract'
import type { CheckpointCalls, WriterCalls } from './protocol.ts'
import { PAGE_BYTES } from './schema.ts'
import type { Call } from './thread.ts'

/** So much may stand in the write-ahead log before a checkpoint is made, bytes, about. */
const WAL_BYTES = 16 * 1024 * 1024
/** From so little on one is made in a rest: then no commit has to wait for any of it. */
const RESTED_BYTES = WAL_BYTES / 4
/** What follows sooner than this is no rest. */
const REST: Millis = 250
/** A commit changes so many beside those that it fills. */
const PAGES_BESIDE = 2

/**
 * When what SQLite wrote into its write-ahead log is put into the file, which takes some 40 ms for 16 MiB. A thread of its
 * own does it, so that no commit waits for all of that; what was written meanwhile is little, and the thread that writes
 * puts that there itself, after which its log begins anew. In a rest that is nothing.
 */
export interface Checkpointing {
  /** So much was written, about. */
  readonly wrote: (bytes: number) => void
  /** A commit appended so much to the journal, which takes whole pages. */
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
      // As long as much comes meanwhile it would be much for the thread that writes. But the log begins anew only when that
      // thread has put the rest there: on a disk that hardly takes what comes it would only grow.
      let before: number
      do {
        before = written
        written = 0
        await aside('checkpoint', null)
      } while (written >= RESTED_BYTES && written <= before / 2)
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
    if (written >= WAL_BYTES) void run()
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
