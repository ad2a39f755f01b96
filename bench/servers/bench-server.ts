import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ServerProcess, startServerProcess } from '../../test/support/programs/server-process.ts'
import type { Contender } from './rivals.ts'
import { metricsReader, type SelfReport } from './server-metrics.ts'
import type { Inside } from './server-probe.ts'

/** The limits that only a bench lifts: all its clients come from few addresses, and at once. */
const LIFTED = {
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '100000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '10000000',
  WATCHFLOOR_LIMITS_STREAMS_PER_PRINCIPAL: '100000',
  WATCHFLOOR_LIMITS_TOTAL_STREAMS: '100000',
}

export interface BenchServerOptions {
  /** Flags of Node for the server's process. */
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly isLoopWatched?: boolean
  /** Of whoever reads its metrics. */
  readonly token?: string
}

/** The real server as a process of its own, in a new folder. */
export interface BenchServer extends Contender {
  readonly url: string
  /** Of its data. */
  readonly folder: string
  /** What its inside tells, since this was last asked; a full collection comes first when wished for. */
  readonly inside: (wish?: 'collect' | 'look') => Promise<Inside>
  readonly report: () => Promise<SelfReport>
  /** Ends it by this signal, and starts it again on the same folder and port. */
  readonly restart: (signal: NodeJS.Signals) => Promise<void>
}

export async function startBenchServer(options: BenchServerOptions = {}): Promise<BenchServer> {
  const { flags = [], env = {}, isLoopWatched = false } = options
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const probe = join(folder, 'probe')
  const start = (listen: string): Promise<ServerProcess> =>
    startServerProcess(folder, {
      listen,
      env: {
        ...LIFTED,
        NODE_OPTIONS: [
          '--expose-gc',
          `--import=${join(import.meta.dirname, 'server-probe.ts')}`,
          ...flags,
        ].join(' '),
        BENCH_PROBE: probe,
        ...(isLoopWatched && { BENCH_LOOP: '1' }),
        ...env,
      },
    })
  let server = await start('127.0.0.1:0')
  const { url, address } = server
  return {
    url,
    folder,
    port: Number(new URL(url).port),
    get pids() {
      return [server.program.child.pid ?? 0]
    },
    inside: async (wish = 'look') => {
      const socket = connect(probe)
      socket.write(wish)
      return JSON.parse(await text(socket)) as Inside
    },
    report: metricsReader(url, options.token),
    restart: async (signal) => {
      await server.program.stop(signal)
      await rm(probe, { force: true })
      server = await start(address)
    },
    stop: async () => {
      await server.program.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
