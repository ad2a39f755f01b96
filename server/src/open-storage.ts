import { formatTime } from '@watchfloor/contract'
import type { Settings } from './config/settings.ts'
import type { Logger } from './ground/logger.ts'
import { StartProblem } from './ground/start-problem.ts'
import { postgresPlace } from './postgres-place.ts'
import { nameOf } from './storage/postgres/place.ts'
import { openOrBegin } from './storage/sqlite/open-or-begin.ts'
import type { Storage } from './storage/storage.ts'

/** Opens the store that the settings name; rejects with a `StartProblem` for whatever keeps it from being opened. */
export function openStorage(settings: Settings, file: string, now: number, logger: Logger): Promise<Storage> {
  return settings.store === 'postgres'
    ? openDatabase(settings, logger)
    : openFile(file, settings.disk.reserve, now, logger)
}

/** Opens the file, or begins a new one where it is damaged. */
async function openFile(file: string, reserve: number, now: number, logger: Logger): Promise<Storage> {
  try {
    return await openOrBegin(
      file,
      formatTime(now).replaceAll(/[^0-9]/g, ''),
      (aside, reason) =>
        logger.error(
          { database: file, aside, reason },
          'the database is damaged: it was put aside, a new log begins, and clients are told to take the board anew',
        ),
      reserve,
    )
  } catch (error) {
    throw new StartProblem(
      `The database ${file} cannot be opened: ${reasonOf(error)}. Put it right, or choose another folder with --data-dir.`,
    )
  }
}

async function openDatabase(settings: Settings, logger: Logger): Promise<Storage> {
  const place = postgresPlace(settings, process.env)
  try {
    // Most servers never need the driver.
    const { openPostgres } = await import('./storage/postgres/postgres-storage.ts')
    return await openPostgres(place)
  } catch (error) {
    const name = nameOf(place)
    throw new StartProblem(
      `${name[0]?.toUpperCase()}${name.slice(1)} cannot be opened for ${place.user}: ${reasonOf(error)}. Put it right, or see the settings under postgres.`,
    )
  }
}

function reasonOf(error: unknown): string {
  // What failed at every address of a name says so only in its parts.
  const { errors } = error as { readonly errors?: readonly unknown[] }
  if (errors !== undefined && errors.length > 0) return errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
