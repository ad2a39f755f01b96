import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../network/free-port.ts'
import type { Namespace } from '../network/namespace.ts'
import { openRelay, type Relay } from '../network/relay.ts'
import type { Program } from '../programs/program.ts'
import { type Redis, startRedis } from '../programs/redis.ts'
import { type ServerProcess, startServerProcess } from '../programs/server-process.ts'
import { until } from '../until.ts'
import { type Database, ROLE, SCHEMA, type Standby, startDatabase } from './database.ts'

/** How a node reaches the database. */
export type StoreLine = Pick<Relay, 'port' | 'cut' | 'freeze' | 'restore' | 'aim' | 'close'> & {
  readonly host: string
}

/** One server of several, as a process, that stays at its address however often it is started. */
export interface ClusterNode {
  readonly name: string
  readonly url: string
  /** host:port. */
  readonly address: string
  /** Its line to the database. */
  readonly store: StoreLine
  /** Its line to Redis, where there is one. */
  readonly wakes: Relay | undefined
  readonly start: (file?: string) => Promise<void>
  readonly isRunning: () => boolean
  readonly kill: () => Promise<void>
  /** SIGTERM: drains, and ends. Answers its exit code. */
  readonly drain: () => Promise<number | null>
  readonly freeze: () => void
  readonly goOn: () => void
  /** The network that is its own, where it has one. */
  readonly machine: Namespace | undefined
  readonly output: () => string
}

export interface Cluster {
  readonly nodes: readonly ClusterNode[]
  readonly urls: readonly string[]
  readonly database: Database
  /** Undefined where the database itself wakes the nodes. */
  readonly redis: Redis | undefined
  /** The database's address leads to whoever writes now; what was open is reset. */
  readonly followDatabase: () => void
}

export interface ClusterOptions {
  readonly nodes?: number
  readonly standby?: Standby
  readonly redis?: boolean
  /** One for each node: real networks that can really be cut; lines of this process's own when absent. */
  readonly machines?: readonly Namespace[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder of the database, where it must be a certain one. */
  readonly place?: string
  /** The program of each node, from the root of the repository; that of all tests when absent. */
  readonly file?: string
}

/** A machine may have a lot to do. */
const STARTED_WITHIN = 90_000

/** Quick enough for tests: readers learn soon that nobody is there, and what was held back by an outage ends soon. */
const ENV = {
  WATCHFLOOR_STORE: 'postgres',
  WATCHFLOOR_POSTGRES_DATABASE: ROLE,
  WATCHFLOOR_POSTGRES_USER: ROLE,
  WATCHFLOOR_POSTGRES_SCHEMA: SCHEMA,
  WATCHFLOOR_RESOLVE_TIMEOUT: '2s',
  WATCHFLOOR_STREAM_HEARTBEAT_MS: '500',
  WATCHFLOOR_STREAM_RETRY_MS: '50',
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '10000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '1000000',
} as const

/** Starts a database and nodes on it, each over a line of its own. Everything ends, by its pid, with the test. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { nodes: count = 3, standby = 'none', env = {}, place, file } = options
  const redis = options.redis === true ? await startRedis() : undefined
  onTestFinished(() => redis?.end())
  const database = await startDatabase(standby, place)
  onTestFinished(database.end)
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-nodes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const port = (): number => database.present().port
  const nodes = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const machine = options.machines?.[n]
      const store = machine === undefined ? await relayLine(port) : networkLine(machine, port())
      const wakes = redis && (await openRelay(() => redis.port))
      onTestFinished(async () => void (await Promise.all([store.close(), wakes?.close()])))
      const name = `node${n + 1}`
      const node = await nodeOf({ name, dataDir: join(folder, name), store, wakes, machine, env })
      onTestFinished(node.kill)
      return node
    }),
  )
  await Promise.all(nodes.map((node) => node.start(file)))
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    database,
    redis,
    followDatabase: () => {
      for (const { store } of nodes) store.aim(port)
    },
  }
}

async function relayLine(port: () => number): Promise<StoreLine> {
  return { host: '127.0.0.1', ...(await openRelay(port)) }
}

function networkLine(machine: Namespace, port: number): StoreLine {
  return {
    host: machine.here.store,
    port,
    cut: () => machine.cutOff('store', 'unreachable'),
    freeze: () => machine.cutOff('store', 'mute'),
    restore: () => machine.restore('store'),
    aim: () => undefined,
    close: machine.remove,
  }
}

async function nodeOf({
  name,
  dataDir,
  store,
  wakes,
  machine,
  env,
}: Pick<ClusterNode, 'name' | 'store' | 'wakes' | 'machine'> & {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
}): Promise<ClusterNode> {
  const address = `${machine?.address ?? '127.0.0.1'}:${await freePort()}`
  /** From its very start on. */
  let running: Program | undefined
  let isFrozen = false
  const startOnce = (file?: string): Promise<ServerProcess> =>
    startServerProcess(dataDir, {
      listen: address,
      onStarted: (program) => {
        running = program
      },
      ...(file !== undefined && { file }),
      ...(machine !== undefined && { through: machine.command }),
      env: {
        ...ENV,
        WATCHFLOOR_NODE_NAME: name,
        WATCHFLOOR_POSTGRES_HOST: store.host,
        WATCHFLOOR_POSTGRES_PORT: String(store.port),
        ...(machine !== undefined && { WATCHFLOOR_POSTGRES_TLS: 'off', WATCHFLOOR_INSECURE_OPEN: 'true' }),
        ...(wakes !== undefined && { WATCHFLOOR_REDIS_URL: `redis://127.0.0.1:${wakes.port}` }),
        ...env,
      },
    })
  const goOn = (): void => {
    if (isFrozen) running?.child.kill('SIGCONT')
    isFrozen = false
  }
  return {
    name,
    address,
    url: `http://${address}`,
    store,
    wakes,
    start: async (file) => {
      // One that the database kept waiting at its start ends, and whatever looks after services starts it again.
      const isKeptWaiting = (error: Error): boolean => error.message.includes('cannot be opened')
      await until(
        `${name} to start`,
        () =>
          startOnce(file).catch((error: Error) => {
            if (isKeptWaiting(error)) return undefined
            throw error
          }),
        STARTED_WITHIN,
      )
    },
    isRunning: () => running !== undefined && !isFrozen,
    kill: async () => {
      const ending = running
      running = undefined
      await ending?.stop('SIGKILL')
      isFrozen = false
    },
    drain: async () => {
      const ending = running
      running = undefined
      ending?.child.kill('SIGTERM')
      return (await ending?.exited) ?? null
    },
    freeze: () => {
      isFrozen = true
      running?.child.kill('SIGSTOP')
    },
    goOn,
    machine,
    output: () => running?.output() ?? '',
  }
}
