import { appendFile, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../network/free-port.ts'
import { openRelay, type Relay } from '../network/relay.ts'
import { askPostgres } from '../programs/ask-postgres.ts'
import { nobodyElse, type SystemUser, signalAll } from '../programs/postgres-processes.ts'
import { postgresProgram } from '../programs/postgres-programs.ts'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'

const OWNER = 'postgres'
export const ROLE = 'watchfloor'
export const SCHEMA = 'watchfloor'

/** One PostgreSQL server of a pair, or alone. */
export interface Instance {
  readonly port: number
  readonly data: string
  readonly ask: (text: string, database?: string) => Promise<readonly Record<string, unknown>[]>
  readonly start: () => Promise<void>
  /** It ends by itself where its disk is full at the wrong moment. */
  readonly hasEnded: () => boolean
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
  readonly freeze: () => Promise<void>
  readonly goOn: () => Promise<void>
}

/** A database as nodes reach it, whichever server is behind it at the moment. */
export interface Database {
  /** Who writes at the moment. */
  readonly present: () => Instance
  /** Of all, the first primary's first. */
  readonly ports: readonly number[]
  /** Asks whoever writes, of the database that the nodes use. */
  readonly ask: Instance['ask']
  /** What the standby hears of the primary. */
  readonly replication: Relay | undefined
  /** The primary's machine is gone, and the standby takes its place. */
  readonly failOver: () => Promise<void>
  readonly end: () => Promise<void>
}

export type Standby = 'none' | 'synchronous' | 'asynchronous'

/** A primary and, if so wished, a standby that follows it over a line of its own. Ended by their pids. */
export async function startDatabase(
  kind: Standby,
  /** A folder that is there already, such as a small disk. */
  place?: string,
): Promise<Database> {
  const folder = place ?? (await mkdtemp(join(tmpdir(), 'watchfloor-cluster-')))
  const user = await nobodyElse()
  await own(folder, user)
  const data = join(folder, 'primary')
  await program(
    'initdb',
    ['-D', data, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    user,
  )
  await appendFile(
    join(data, 'pg_hba.conf'),
    'host all all samenet trust\nhost replication all samenet trust\n',
  )
  // Its name is said on the command line: a standby, which is a copy of its files, must wait for nobody.
  const names = kind === 'synchronous' ? ['-c', 'synchronous_standby_names=*'] : []
  const primary = instance(data, folder, await freePort(), user, names)
  let writes = primary
  const all = [primary]
  await primary.start()
  let replication: Relay | undefined
  if (kind !== 'none') {
    // Nothing is answered before the standby is there: it is made of the primary while nobody waits for it.
    replication = await openRelay(() => primary.port)
    const copy = join(folder, 'standby')
    await mkdir(copy, { mode: 0o700 })
    await own(copy, user)
    const from = ['-h', '127.0.0.1', '-p', String(replication.port), '-U', OWNER]
    await program(
      'pg_basebackup',
      ['-D', copy, ...from, '-X', 'stream', '-c', 'fast', '-R', '--no-sync'],
      user,
    )
    const standby = instance(copy, folder, await freePort(), user, [])
    all.push(standby)
    await standby.start()
  }
  await primary.ask(`CREATE ROLE ${ROLE} LOGIN`)
  await primary.ask(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
  return {
    present: () => writes,
    ports: all.map(({ port }) => port),
    ask: (text, name = ROLE) => writes.ask(text, name),
    replication,
    failOver: async () => {
      await writes.stop('SIGKILL')
      const standby = all.at(-1) as Instance
      await standby.ask('SELECT pg_promote(true, 60)')
      writes = standby
    },
    end: async () => {
      for (const each of all) {
        await each.goOn()
        await each.stop('SIGQUIT')
      }
      await replication?.close()
      if (place === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

const SETTINGS = {
  shared_buffers: '32MB',
  max_connections: '80',
  wal_level: 'replica',
  hot_standby: 'on',
  wal_keep_size: '64MB',
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  // A standby that was cut off comes back soon.
  wal_retrieve_retry_interval: '200ms',
  wal_receiver_timeout: '3s',
  wal_sender_timeout: '3s',
  // What is not durable here is not durable anywhere: no `fsync = off`.
  autovacuum_naptime: '5s',
} as const

function instance(
  data: string,
  folder: string,
  port: number,
  user: SystemUser,
  more: readonly string[],
): Instance {
  let server: Program | undefined
  const settings = { port, listen_addresses: '*', unix_socket_directories: folder, ...SETTINGS }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return {
    port,
    data,
    ask: (text, database = OWNER) => askPostgres({ host: folder, port, user: OWNER, database }, text),
    start: async () => {
      await until('PostgreSQL to start', async () => {
        const started = startProgram(
          postgresProgram('postgres'),
          ['-D', data, ...args, ...more],
          options(user),
        )
        server = started
        const ready = until('it to be ready', () => {
          if (started.child.exitCode !== null) throw new Error(started.output())
          return /ready to accept (read-only )?connections/.test(started.output()) || undefined
        })
        // Processes of a server that was killed may still be ending; then it does not start yet.
        return ready.catch((): undefined => undefined)
      })
    },
    hasEnded: () =>
      server !== undefined && (server.child.exitCode !== null || server.child.signalCode !== null),
    stop: async (how = 'SIGINT') => {
      // All of it at one moment, as where a machine is gone: a process that outlives its parent stops waiting for the
      // standby, and others see for a moment what it has committed.
      if (how === 'SIGKILL') {
        await signalAll(server, 'SIGSTOP')
        await signalAll(server, 'SIGKILL')
      }
      await server?.stop(how)
      server = undefined
    },
    freeze: () => signalAll(server, 'SIGSTOP'),
    goOn: () => signalAll(server, 'SIGCONT'),
  }
}

const options = (user: SystemUser) => ({ cwd: tmpdir(), env: { ...process.env, LC_ALL: 'C' }, ...user })

async function program(
  name: Parameters<typeof postgresProgram>[0],
  args: readonly string[],
  user: SystemUser,
): Promise<void> {
  const made = startProgram(postgresProgram(name), args, options(user))
  if ((await made.exited) !== 0) throw new Error(`${name}: ${made.output()}`)
}

async function own(path: string, { uid, gid }: SystemUser): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
}
