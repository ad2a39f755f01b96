import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../test/support/network/free-port.ts'
import { postgresProgram } from '../../test/support/programs/postgres-programs.ts'
import { type Program, startProgram } from '../../test/support/programs/program.ts'
import { until } from '../../test/support/until.ts'
import { childrenOf, cpuOf } from '../measures/process-cost.ts'

/** A PostgreSQL of the bench's own, which waits for its disk at each commit. */
export interface Database {
  /** Settings of a server that keeps everything there, in a schema of that name. */
  readonly settings: (schema: string) => Readonly<Record<string, string>>
  /** Its own commits a second, by so many clients at once, with a pair of small writes in each. */
  readonly commitsPerSecond: (clients: number, seconds: number) => Promise<number>
  /** Processor time so far of itself and of each process that it has started, seconds, by their ids. */
  readonly cpu: () => Promise<ReadonlyMap<number, number>>
  readonly stop: () => Promise<void>
}

const OWNER = 'postgres'
/** Small beside a machine of its own, and otherwise as Debian sets it up. */
const SETTINGS = { shared_buffers: '256MB', max_wal_size: '4GB', max_connections: 100 } as const

export async function startDatabase(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-postgres-'))
  const user = await otherUser()
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user }
  const data = join(folder, 'data')
  const run = async (name: 'initdb' | 'pgbench' | 'psql', ...args: string[]): Promise<string> => {
    const program = startProgram(postgresProgram(name), args, options)
    if ((await program.exited) !== 0) throw new Error(`${name}: ${program.output()}`)
    return program.output()
  }
  await run('initdb', '-D', data, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync')
  const port = await freePort()
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...SETTINGS }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const program = startProgram(postgresProgram('postgres'), ['-D', data, ...args], options)
  await until('PostgreSQL to start', () => isReady(program))
  const place = ['-h', '127.0.0.1', '-p', String(port), '-U', OWNER]
  let isFilled = false
  return {
    settings: (schema) => ({
      WATCHFLOOR_STORE: 'postgres',
      WATCHFLOOR_POSTGRES_HOST: '127.0.0.1',
      WATCHFLOOR_POSTGRES_PORT: String(port),
      WATCHFLOOR_POSTGRES_DATABASE: OWNER,
      WATCHFLOOR_POSTGRES_USER: OWNER,
      WATCHFLOOR_POSTGRES_SCHEMA: schema,
    }),
    commitsPerSecond: async (clients, seconds) => {
      if (!isFilled) await run('pgbench', ...place, '-i', '-q', '-s', '10', OWNER)
      isFilled = true
      const load = ['-n', '-b', 'simple-update', '-M', 'prepared', '-c', `${clients}`, '-T', `${seconds}`]
      const said = await run('pgbench', ...place, ...load, OWNER)
      return Number(/tps = ([\d.]+)/.exec(said)?.[1])
    },
    cpu: async () => {
      const parent = program.child.pid ?? 0
      const seconds = new Map<number, number>()
      for (const pid of [parent, ...(await childrenOf(parent))]) {
        // One that has ended meanwhile did nothing for a server that is still there.
        const spent = await cpuOf([pid]).catch(() => undefined)
        if (spent !== undefined) seconds.set(pid, spent.user + spent.system)
      }
      return seconds
    },
    stop: async () => {
      await program.stop('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What was spent between two looks, seconds. */
export function spentBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0)
}

function isReady({ child, output }: Program): true | undefined {
  if (child.exitCode !== null) throw new Error(`PostgreSQL ended:\n${output()}`)
  return output().includes('ready to accept connections') ? true : undefined
}

/** PostgreSQL does not run as root; then it runs as the user that its package brings. */
async function otherUser(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string): Promise<number> =>
    Number((await promisify(execFile)('id', [flag, OWNER])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}
