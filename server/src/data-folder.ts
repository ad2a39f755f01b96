import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Settings } from './config/settings.ts'
import type { Logger } from './ground/logger.ts'
import { StartProblem } from './ground/start-problem.ts'
import { closeToOthers, writePrivately } from './private-files.ts'

/** A data folder that belongs to this server alone. */
export interface DataFolder {
  readonly database: string
  /** Codes of join links. */
  readonly joins: string
  /** The key that signs checkpoints of the audit log. */
  readonly auditKey: string
  /** A server ran here before, and its database is gone. */
  readonly isDatabaseGone: boolean
  /** Its file has another name, which no lock of ours knows. */
  readonly isDatabaseShared: boolean
  /** What others on this machine may read, and this user may not change. */
  readonly open: readonly string[]
  /** Leaves it to others; the end of the process does so too, however it ends. */
  readonly release: () => void
}

/** Makes sure that the data folder is there, writable, no other server's, and nobody else's to read. */
export function takeDataFolder(dataDir: string): DataFolder {
  const folder = resolve(dataDir)
  const database = join(folder, 'watchfloor.db')
  let locks: readonly string[]
  writePrivately()
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    locks = locksOf(folder, whereItIs(database))
    // One that may only be read is opened all the same, and taken by as many as like.
    for (const name of locks.filter(existsSync)) accessSync(name, constants.R_OK | constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `The data folder ${folder} cannot be written (${reason}). Choose another with --data-dir or data_dir, or give this user the right to write there.`,
    )
  }
  const isDatabaseGone = existsSync(join(folder, LOCK)) && !existsSync(database)
  const release = lock(folder, locks)
  const joins = join(folder, 'watchfloor.joins.json')
  const auditKey = join(folder, 'watchfloor.audit-key')
  const file = statSync(database, { throwIfNoEntry: false })
  const isDatabaseShared = file?.isFile() === true && file.nlink > 1
  const open = closeToOthers(folder)
  return { database, joins, auditKey, isDatabaseGone, isDatabaseShared, open, release }
}

const LOCK = 'watchfloor.lock'

/**
 * Two writers of one log would number their events alike. Where a link leads to the database, it is locked where it is,
 * too. SQLite's file lock is used because the system frees it even after `kill -9`; a file with a process id in it would
 * stay behind.
 */
function lock(folder: string, locks: readonly string[]): () => void {
  const held: DatabaseSync[] = []
  const release = (): void => {
    for (const file of held.splice(0)) file.close()
  }
  try {
    for (const name of locks) {
      const file = new DatabaseSync(name)
      held.push(file)
      // Nothing is written, so that a full disk keeps nobody out.
      file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    }
  } catch (error) {
    release()
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `Another server is using the data folder ${folder} (${reason}). Stop it, or choose another folder with --data-dir.`,
    )
  }
  return release
}

/** One in the folder, and one where its database really is, which mostly is the same. */
function locksOf(folder: string, real: string): readonly string[] {
  const names = [join(realpathSync(folder), LOCK), join(dirname(real), `${parse(real).name}.lock`)]
  return [...new Set(names)]
}

/** Where links lead to, or will once a file is there. */
function whereItIs(file: string, links: readonly string[] = []): string {
  if (existsSync(file)) return realpathSync(file)
  const own = join(realpathSync(dirname(file)), basename(file))
  if (!(lstatSync(own, { throwIfNoEntry: false })?.isSymbolicLink() ?? false)) return own
  if (links.includes(own)) throw new Error(`links lead in a circle: ${links.join(', ')}`)
  return whereItIs(resolve(dirname(own), readlinkSync(own)), [...links, own])
}

/** Says what a person should know of it. */
export function tellOf(
  {
    database,
    isDatabaseGone,
    isDatabaseShared,
    open,
  }: Pick<DataFolder, 'database' | 'isDatabaseGone' | 'isDatabaseShared' | 'open'>,
  store: Settings['store'],
  logger: Logger,
): void {
  if (store === 'sqlite' && isDatabaseGone) {
    logger.warn(
      { database },
      'the database of an earlier start is gone: a new log begins, and clients are told to take the board anew',
    )
  }
  if (store === 'sqlite' && isDatabaseShared)
    logger.warn(
      { database },
      'the database has another name, by a hard link: whoever opens it by that name does not see what was committed last, and tears it; make a copy instead',
    )
  if (open.length > 0)
    logger.warn({ open }, 'others on this machine may read the data, and this user may not change that')
}
