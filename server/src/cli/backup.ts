import { join, resolve } from 'node:path'
import type { Settings } from '../config/settings.ts'
import { backUp } from '../storage/sqlite/back-up.ts'

/** Writes a copy of the database, of a running server too; answers the exit code. */
export function backup(settings: Settings, to: string | undefined): number {
  if (to === undefined || to === '') {
    process.stderr.write('backup needs --to FILE, a file that is not there yet.\n')
    return 2
  }
  if (settings.store === 'postgres') {
    process.stderr.write(
      `No backup was made: with store: postgres, PostgreSQL’s own programs make them, such as pg_dump --schema ${settings.postgres.schema}; see docs/operating.md.\n`,
    )
    return 1
  }
  const done = backUp(join(resolve(settings.data_dir), 'watchfloor.db'), resolve(to))
  if (!done.ok) {
    process.stderr.write(`No backup was made: ${done.message}.\n`)
    return 1
  }
  const megabytes = (done.bytes / 1_000_000).toFixed(1)
  process.stdout.write(`${to}: ${megabytes} MB, checked; ${done.alerts} alerts, log up to ${done.cursor}.\n`)
  return 0
}
