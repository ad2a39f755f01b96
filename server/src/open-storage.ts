import { formatTime } from '@watchfloor/contract'
import type { Logger } from './ground/logger.ts'
import { StartProblem } from './ground/start-problem.ts'
import { openOrBegin } from './storage/sqlite/open-or-begin.ts'
import type { Storage } from './storage/storage.ts'

/** Opens the store, or begins a new one where it is damaged; rejects with a `StartProblem` for whatever else it may be. */
export async function openStorage(
  file: string,
  reserve: number,
  now: number,
  logger: Logger,
): Promise<Storage> {
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
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `The database ${file} cannot be opened: ${reason}. Put it right, or choose another folder with --data-dir.`,
    )
  }
}
