import { isIP } from 'node:net'
import { fileOf, passwordOf } from './config/named-files.ts'
import type { Settings } from './config/settings.ts'
import { problemOf, StartProblem } from './ground/start-problem.ts'
import type { Address, Place } from './storage/postgres/place.ts'

/** Where the database is, as the settings say. Throws a `StartProblem` for a file that is not to be read. */
export function postgresPlace(
  { postgres }: Pick<Settings, 'postgres'>,
  environment: Readonly<Record<string, string | undefined>>,
): Place {
  const { host, port, database, user, password_file, schema, tls, ca_file, patience } = postgres
  const [first, ...others] = addressesIn(host, port)
  const isHere = [first, ...others].every((one) => isOnThisMachine(one.host))
  const isVerified = tls === 'verify-full' || (tls === 'auto' && !isHere)
  return {
    ...first,
    ...(others.length > 0 && { others }),
    database,
    user,
    // The variable is the one that PostgreSQL's own programs read.
    password:
      password_file === ''
        ? environment.PGPASSWORD
        : passwordOf('postgres.password_file', password_file, 'the role'),
    schema,
    tls: isVerified ? { ca: ca_file === '' ? undefined : fileOf('postgres.ca_file', ca_file) } : undefined,
    patience,
  }
}

/** Hosts as `libpq` has them, separated by commas; each may say a port of its own. Throws a `StartProblem`. */
function addressesIn(hosts: string, port: number): readonly [Address, ...Address[]] {
  const [first, ...others] = hosts.split(',').map((text) => addressIn(text.trim(), port))
  return [first as Address, ...others]
}

function addressIn(text: string, port: number): Address {
  // An IPv6 address has colons of its own: a port needs brackets around it.
  const [, named = '', own = String(port)] =
    text.startsWith('/') || isIP(text) === 6 ? [text, text] : (SAID.exec(text) ?? [])
  const host = named.replace(/^\[(.*)\]$/, '$1')
  if (host !== '' && isPort(Number(own))) return { host, port: Number(own) }
  throw new StartProblem(
    `The setting postgres.host has ${JSON.stringify(text)} among its hosts: say each as host, host:port or [IPv6]:port, with commas between them.`,
  )
}

const SAID = /^(\[[^[\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535
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
