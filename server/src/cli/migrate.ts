import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Settings } from '../config/settings.ts'
import { takeDataFolder } from '../data-folder.ts'
import { StartProblem } from '../ground/start-problem.ts'
import { amount, type Compared, compare } from '../moving/compare.ts'
import type { Progress } from '../moving/copy.ts'
import { MovedWrongly, move } from '../moving/move.ts'
import { openSource, type Source } from '../moving/source.ts'
import type { MovedTable } from '../moving/tables.ts'
import { postgresPlace } from '../postgres-place.ts'
import { nameOf, type Place } from '../storage/postgres/place.ts'
import { complain } from './tell.ts'

/** Flags of `migrate` besides those of settings, by which it finds both ends. */
export interface MigrateFlags {
  readonly from?: string
  readonly to?: string
  readonly check?: string
}

const USAGE =
  'Say watchfloor-server migrate --from sqlite --to postgres, with the settings of postgres and of data_dir. There is no way back.'

/**
 * Moves everything from a data folder's file into an empty schema of a PostgreSQL database, or compares the two.
 * Answers the exit code: 1 when it could not be done or they are not alike, 2 when the words make no sense.
 */
export async function migrate(
  settings: Settings,
  flags: MigrateFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (flags.from !== 'sqlite' || flags.to !== 'postgres') return complain(USAGE, 2)
  const file = join(resolve(settings.data_dir), 'watchfloor.db')
  if (!existsSync(file))
    return complain(`There is no database ${file}; name the folder of the server with --data-dir.`, 1)
  let release = (): void => undefined
  try {
    const place = postgresPlace(settings, environment)
    // As long as it is held, no server writes to the file.
    const folder = takeDataFolder(settings.data_dir)
    release = folder.release
    return await withSource(file, settings.disk.reserve, (source) =>
      flags.check === undefined
        ? moveInto(place, source, folder.joins, settings.store)
        : compareWith(place, source),
    )
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    return complain(`${error.message}`, 1)
  } finally {
    release()
  }
}

async function withSource(
  file: string,
  reserve: number,
  use: (source: Source) => Promise<number>,
): Promise<number> {
  let source: Source
  try {
    source = await openSource(file, reserve)
  } catch (error) {
    return complain(`Nothing was moved: ${file} cannot be read: ${reasonOf(error)}.`, 1)
  }
  try {
    return await use(source)
  } finally {
    source.close()
  }
}

async function moveInto(
  place: Place,
  source: Source,
  joins: string,
  store: Settings['store'],
): Promise<number> {
  const began = performance.now()
  try {
    const compared = await withTarget(place, (target) =>
      move(
        source,
        target,
        { joins, now: Date.now() },
        { onCopied: progress('copied'), onCompared: progress('compared') },
      ),
    )
    tell(place, compared)
    const seconds = Math.max(1, Math.round((performance.now() - began) / 1_000))
    process.stdout.write(`Moved in ${amount(seconds)} s. The file is as it was; keep it until you trust the rest. There is no way back:
what is written to one of them from now on is not in the other.\n`)
    if (store !== 'postgres') process.stdout.write('Now set store: postgres, and start the server.\n')
    return 0
  } catch (error) {
    if (error instanceof MovedWrongly)
      process.stderr.write(`${error.differences.map((line) => `  ${line}\n`).join('')}`)
    return complain(
      `Nothing was moved into ${nameOf(place)}: ${reasonOf(error)}. The file is as it was; a server can start on it.`,
      1,
    )
  }
}

async function compareWith(place: Place, source: Source): Promise<number> {
  let compared: Compared
  try {
    compared = await withTarget(place, (target) =>
      target.look((ask) => compare(source, ask, progress('compared'))),
    )
  } catch (error) {
    return complain(`${capital(nameOf(place))} cannot be compared: ${reasonOf(error)}.`, 1)
  }
  if (compared.differences.length === 0) {
    tell(place, compared)
    return 0
  }
  return complain(
    `NOT ALIKE: ${nameOf(place)} and the file. As soon as a server has started on one of them, that is to be expected.
${compared.differences.map((line) => `  ${line}`).join('\n')}`,
    1,
  )
}

async function withTarget<T>(
  place: Place,
  use: (target: Awaited<ReturnType<typeof import('../moving/target.ts')['openTarget']>>) => Promise<T>,
): Promise<T> {
  // Most commands never need the driver.
  const { openTarget } = await import('../moving/target.ts')
  const target = await openTarget(place)
  try {
    return await use(target)
  } finally {
    await target.close()
  }
}

function tell(place: Place, { alike }: Compared): void {
  process.stdout.write(`Compared with ${nameOf(place)}, row by row, and alike:
${alike.map((line) => `  ${line}\n`).join('')}`)
}

/** Small tables in one line when they are done, large ones every so many rows. */
const TOLD_EVERY = 100_000

function progress(verb: string): Progress {
  let told: MovedTable | undefined
  let next = TOLD_EVERY
  return (table, done, all) => {
    if (told !== table) next = TOLD_EVERY
    told = table
    if (done < all && done < next) return
    next = done + TOLD_EVERY
    process.stderr.write(`${verb} ${amount(done)} of ${amount(all)} ${table.words}\n`)
  }
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`
}

function reasonOf(error: unknown): string {
  // What failed at every address of a name says so only in its parts.
  const { errors } = error as { readonly errors?: readonly unknown[] }
  if (errors !== undefined && errors.length > 0) return errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
