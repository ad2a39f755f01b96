import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Settings } from './config/settings.ts'
import { StartProblem } from './ground/start-problem.ts'
import type { Place } from './storage/postgres/place.ts'

/** Where the database is, as the settings say. Throws a `StartProblem` for a file that is not to be read. */
export function postgresPlace(
  { postgres }: Pick<Settings, 'postgres'>,
  environment: Readonly<Record<string, string | undefined>>,
): Place {
  const { host, port, database, user, password_file, schema, tls, ca_file, patience } = postgres
  const isVerified = tls === 'verify-full' || (tls === 'auto' && !isOnThisMachine(host))
  return {
    host,
    port,
    database,
    user,
    // The variable is the one that PostgreSQL's own programs read.
    password: password_file === '' ? environment.PGPASSWORD : passwordOf(password_file),
    schema,
    tls: isVerified ? { ca: ca_file === '' ? undefined : read('ca_file', ca_file) } : undefined,
    patience,
  }
}

function isOnThisMachine(host: string): boolean {
  if (host.startsWith('/') || host === 'localhost') return true
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1'
}

/** The file's last line break is no part of it. */
function passwordOf(file: string): string {
  const password = read('password_file', file).replace(/\r?\n$/, '')
  if (password === '')
    throw new StartProblem(
      `postgres.password_file ${file} is empty. Write the password of the role into it, or leave the setting out if it needs none.`,
    )
  return password
}

function read(key: 'password_file' | 'ca_file', file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartProblem(
      `postgres.${key} cannot be read: ${reason}. Put it right, or leave the setting out.`,
    )
  }
}

/** What keeps the settings from naming a database, as far as that is seen without asking it; undefined when nothing does. */
export function postgresProblem(
  settings: Pick<Settings, 'postgres' | 'store'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (settings.store !== 'postgres') return undefined
  try {
    postgresPlace(settings, environment)
    return undefined
  } catch (error) {
    if (error instanceof StartProblem) return error.message
    throw error
  }
}
