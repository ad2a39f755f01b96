import { isIP } from 'node:net'
import type { Settings } from './config/settings.ts'
import { problemOf } from './ground/start-problem.ts'
import { fileOf, passwordFrom } from './named-files.ts'
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
    password:
      password_file === ''
        ? environment.PGPASSWORD
        : passwordFrom('postgres.password_file', password_file, 'the role'),
    schema,
    tls: isVerified ? { ca: ca_file === '' ? undefined : fileOf('postgres.ca_file', ca_file) } : undefined,
    patience,
  }
}

function isOnThisMachine(host: string): boolean {
  if (host.startsWith('/') || host === 'localhost') return true
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1'
}

/** What keeps the settings from naming a database, as far as that is seen without asking it; undefined when nothing does. */
export function postgresProblem(
  settings: Pick<Settings, 'postgres' | 'store'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (settings.store !== 'postgres') return undefined
  return problemOf(() => postgresPlace(settings, environment))
}
