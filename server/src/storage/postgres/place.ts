import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { Millis } from '@watchfloor/contract'
import type { ClientConfig } from 'pg'

/** Where a PostgreSQL server is. */
export interface Address {
  /** A name or an address; a folder, with a leading slash, is where the server's own socket is. */
  readonly host: string
  readonly port: number
}

/** Where the database is, and how one gets in. Plain data, because a thread is given it. */
export interface Place extends Address {
  /** Other servers that it may be at, as after a failover: at whichever is no standby. */
  readonly others?: readonly Address[]
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  /** Ours alone; [a-z0-9_]. */
  readonly schema: string
  /** The other end is checked by name, against these authorities or the system's; undefined does without TLS. */
  readonly tls: { readonly ca: string | undefined } | undefined
  /** So long a commit, or a connection, may take before it counts as lost. */
  readonly patience: Millis
}

/** A long read may take so long. */
export const READ_PATIENCE: Millis = 30_000

/**
 * Whoever holds the log's head and does nothing is cut off after so long, so that others can go on: less than they wait
 * for it (`lock_timeout`) with the usual patience.
 */
export const HOLD: Millis = 2_000

/** bigint: every number of ours is far below what a JavaScript number holds exactly. */
const BIGINT = 20

/** What is true of every connection, whatever the database, its role or this process's environment say otherwise. */
const SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_isolation: String.raw`read\ committed`,
  default_transaction_read_only: 'off',
  client_min_messages: 'warning',
  // A commit that were given up while it waits for a standby would count as done.
  statement_timeout: '0',
  // What a machine that vanished had open is given up within half a minute.
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
}

/** What a connection is for; the database shows it as part of its name. */
export type Purpose = 'writes' | 'reads' | 'nodes'

/** A connection as the driver wants it. Everything is said, so that none of its defaults from the environment counts. */
export function clientOf(place: Place, purpose: Purpose): ClientConfig {
  const { host, port, database, user, password, schema, tls, patience } = place
  const settings = Object.entries({
    ...SETTINGS,
    // Whoever waits for the head's row is told so before it is given up.
    lock_timeout: Math.ceil(patience / 2),
    search_path: schema,
    // A sign of life is worth nothing after a crash, and waits for no standby.
    ...(purpose === 'nodes' && { synchronous_commit: 'off' }),
    ...(purpose === 'reads' && { statement_timeout: READ_PATIENCE }),
    // There are few statements that write, each planned once.
    ...(purpose === 'writes' && {
      idle_in_transaction_session_timeout: HOLD,
      plan_cache_mode: 'force_generic_plan',
      // They look for little by key, whatever the planner expects of values that it does not know.
      jit: 'off',
    }),
  })
  return {
    host,
    port,
    database,
    user,
    // A function, so that it asks no file of the user's.
    password: () => password ?? '',
    ssl: tls === undefined ? false : tlsOf(tls, host),
    options: settings.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    application_name: `watchfloor ${purpose}`,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: {
      getTypeParser: (oid: number) => (oid === BIGINT ? Number : (text: string) => parsed(oid, text)),
    } as NonNullable<ClientConfig['types']>,
  }
}

function tlsOf({ ca }: NonNullable<Place['tls']>, host: string): ConnectionOptions {
  // The name that a certificate must bear; one that is asked for may be no address.
  const name = isIP(host) === 0 ? { host, servername: host } : { host }
  return { rejectUnauthorized: true, ...name, ...(ca !== undefined && { ca }) }
}

const BOOLEAN = 16
const INTEGERS: readonly number[] = [21, 23, 26]

function parsed(oid: number, text: string): string | number | boolean {
  if (oid === BOOLEAN) return text === 't'
  return INTEGERS.includes(oid) ? Number(text) : text
}

/** The same place at each of the servers where it may be, in the order in which they were named. */
export function each({ others = [], ...place }: Place): readonly Place[] {
  return [place, ...others.map((address) => ({ ...place, ...address }))]
}

/** How the place is named to people; nothing of it is secret. */
export function nameOf(place: Place): string {
  const at = each(place).map(({ host, port }) => `${host}:${port}`)
  return `the PostgreSQL database ${place.database} (schema ${place.schema}) at ${at.join(' or ')}`
}
