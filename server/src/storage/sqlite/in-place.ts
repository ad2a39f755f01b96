import { statSync } from 'node:fs'

/** What a database that is open is written to. */
const WRITTEN = ['', '-wal'] as const

/**
 * Answers how to make sure that what is open still has its name. What is written to a file that was moved or removed is
 * gone with it, or stands where no start looks; SQLite itself asks after that only where it keeps no write-ahead log.
 */
export function inPlace(file: string): () => void {
  const opened = WRITTEN.map((suffix) => identityOf(file + suffix))
  return () => {
    for (const [n, suffix] of WRITTEN.entries()) {
      const was = opened[n]
      const is = identityOf(file + suffix)
      if (was === undefined || (is?.ino === was.ino && is.dev === was.dev)) continue
      throw new Error(
        `${file}${suffix} was moved or removed while the server runs; put it back, or stop the server and start it on what is to be its data`,
      )
    }
  }
}

function identityOf(path: string): { readonly ino: number; readonly dev: number } | undefined {
  return statSync(path, { throwIfNoEntry: false })
}
