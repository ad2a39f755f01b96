import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartProblem } from './start-problem.ts'

/** Makes sure that the data folder is there and writable; answers the database's file in it. */
export function databaseFile(dataDir: string): string {
  const folder = resolve(dataDir)
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `The data folder ${folder} cannot be written (${reason}). Choose another with --data-dir or data_dir, or give this user the right to write there.`,
    )
  }
  return join(folder, 'watchfloor.db')
}
