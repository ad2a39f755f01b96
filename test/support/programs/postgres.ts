import { chown, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Place } from '../../../server/src/storage/postgres/place.ts'
import { freePort } from '../network/free-port.ts'
import { makePairIn } from '../network/make-pair.ts'
import { until } from '../until.ts'
import { askPostgres } from './ask-postgres.ts'
import { nobodyElse, type SystemUser, signalAll } from './postgres-processes.ts'
import { postgresProgram } from './postgres-programs.ts'
import { type Program, startProgram } from './program.ts'

/** A real PostgreSQL with a cluster of its own, which writes to its disk as in earnest. */
export interface Postgres {
  readonly port: number
  /** Who vouches for it, in PEM, where it speaks TLS: as 127.0.0.1, to the role `secured`, which has a password. */
  readonly authority: string
  /** A place for a store that nobody else uses, for a role that owns its database and may do nothing else. */
  readonly newPlace: (some?: Partial<Place>) => Promise<Place>
  /** Asks as the cluster's owner. */
  readonly ask: (text: string, database?: string) => Promise<readonly Record<string, unknown>[]>
  /** Ends it, by default as an operator does, at once, whoever is connected. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
  readonly start: () => Promise<void>
  /** It stops answering, and stays as it is, until it goes on. */
  readonly freeze: () => Promise<void>
  readonly goOn: () => Promise<void>
}

const OWNER = 'postgres'
const ROLE = 'watchfloor'

/** One cluster for all tests of a file; each has a database of its own. Ended by its pid when they are over. */
export function sharedPostgres(options: { readonly secured?: boolean } = {}): () => Postgres {
  let running: (Postgres & { readonly end: () => Promise<void> }) | undefined
  beforeAll(async () => {
    running = await startPostgres(options.secured === true)
  })
  afterAll(() => running?.end())
  return () => {
    if (running === undefined) throw new Error('PostgreSQL is not running')
    return running
  }
}

async function startPostgres(isSecured: boolean): Promise<Postgres & { readonly end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-postgres-'))
  const user = await nobodyElse()
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user }
  const made = startProgram(
    postgresProgram('initdb'),
    ['-D', data, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  )
  if ((await made.exited) !== 0) throw new Error(made.output())
  const authority = isSecured ? await secure(data, user) : ''
  const port = await freePort()
  let program: Program | undefined
  let places = 0

  const ask: Postgres['ask'] = (text, database = OWNER) =>
    askPostgres({ host: folder, port, user: OWNER, database }, text)
  const start = async (): Promise<void> => {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      ...SETTINGS,
      ssl: isSecured ? 'on' : 'off',
    }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    await until('PostgreSQL to start', async () => {
      program = startProgram(postgresProgram('postgres'), ['-D', data, ...args], options)
      const { child, output, exited } = program
      const ready = new Promise<true>((resolve) => {
        const look = (): void => {
          if (output().includes('ready to accept connections')) resolve(true)
        }
        child.stderr?.on('data', look)
      })
      // Processes of a server that was killed may still be ending; then it does not start yet.
      const isReady = await Promise.race([ready, exited.then(() => false as const)])
      return isReady ? true : undefined
    })
  }
  const stop = async (signal: NodeJS.Signals = 'SIGINT'): Promise<void> => {
    await program?.stop(signal)
    program = undefined
  }
  await start()
  await ask(`CREATE ROLE ${ROLE} LOGIN`)
  await ask(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
  return {
    port,
    authority,
    ask,
    start,
    stop,
    freeze: () => signalAll(program, 'SIGSTOP'),
    goOn: () => signalAll(program, 'SIGCONT'),
    newPlace: async (some = {}) => {
      return {
        host: '127.0.0.1',
        port,
        database: ROLE,
        user: ROLE,
        password: undefined,
        schema: `test_${++places}`,
        tls: undefined,
        patience: 5_000,
        ...some,
      }
    },
    end: async () => {
      await signalAll(program, 'SIGCONT')
      await stop('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Small, and otherwise as it is by default: it waits for its disk. */
const SETTINGS = { shared_buffers: '32MB', max_connections: 60, autovacuum_naptime: '5s' } as const

/** Lets the role `secured` in by TLS and with its password only. Answers the certificate, which vouches for itself. */
async function secure(data: string, user: SystemUser): Promise<string> {
  const { certificate, certificate_file, key_file } = await makePairIn(data, ['db.example.com'])
  for (const [given, file] of [
    [certificate_file, 'server.crt'],
    [key_file, 'server.key'],
  ] as const) {
    await rename(given, join(data, file))
    if (user.uid !== undefined && user.gid !== undefined) await chown(join(data, file), user.uid, user.gid)
  }
  const file = join(data, 'pg_hba.conf')
  const rules = 'hostssl all secured all scram-sha-256\nhostnossl all secured all reject\n'
  await writeFile(file, rules + (await readFile(file, 'utf8')))
  return certificate
}
