import { statSync } from 'node:fs'
import type { Millis } from '@watchfloor/contract'

/** What a database that is open is written to. */
const WRITTEN = ['', '-wal'] as const
/** To look takes a fifth of the processor time of a small commit; a server that begins takes longer than this to write. */
const LOOK_EVERY: Millis = 50

/** What is open is not to be written any more. */
export class NotInPlace extends Error {}

type Identity = { readonly ino: number; readonly dev: number } | undefined

/**
 * Answers how to make sure that what is open still has its name, and is nobody else's by now. What is written to a file
 * that was moved or removed is gone with it, or stands where no start looks; SQLite itself asks after that only where it
 * keeps no write-ahead log. And where the lock was removed, another server may have begun with a new one.
 */
export function inPlace(file: string): () => void {
  const lock = file.replace(/\.db$/, '.lock')
  const opened = WRITTEN.map((suffix) => identityOf(file + suffix))
  const taken = identityOf(lock)
  let lookedAt: Millis = Number.NEGATIVE_INFINITY
  return () => {
    const time = performance.now()
    if (time - lookedAt < LOOK_EVERY) return
    for (const [n, suffix] of WRITTEN.entries()) {
      const was = opened[n]
      if (was === undefined || isSame(identityOf(file + suffix), was)) continue
      throw new NotInPlace(
        `${file}${suffix} was moved or removed while the server runs; put it back, or stop the server and start it on what is to be its data`,
      )
    }
    const now = identityOf(lock)
    if (taken !== undefined && now !== undefined && !isSame(now, taken))
      throw new NotInPlace(
        `${lock} was removed while the server runs, and another server has taken ${file}: stop this one`,
      )
    lookedAt = time
  }
}

function identityOf(path: string): Identity {
  return statSync(path, { throwIfNoEntry: false })
}

function isSame(one: Identity, other: Identity): boolean {
  return one?.ino === other?.ino && one?.dev === other?.dev
}
