/**
 * Shows what a restart under load does to thousands of real clients: how long until each is live again, and does every
 * one have every event. `SIGKILL` cuts all at once; `SIGTERM` drains.
 *
 *     node bench/stream-reconnect.ts --clients 5000 --signals SIGKILL,SIGTERM
 *     node bench/stream-reconnect.ts --sign-in jwt
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type AskedProcess, startAsked } from './load/asked-process.ts'
import { benchIssuer, signMany } from './load/sign-in.ts'
import type { ClientsQuestions } from './load/stream-clients.ts'
import type { PublisherQuestions } from './load/stream-publisher.ts'
import { quantile } from './measures/measures.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { type Cpu, cpuOf, openFilesLimit } from './measures/process-cost.ts'
import { type BenchServer, startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '5000' },
    rate: { type: 'string', default: '2' },
    signals: { type: 'string', default: 'SIGKILL,SIGTERM' },
    runs: { type: 'string', default: '3' },
    /** With jwt, each client has a JWT of its own, which the restarted server has never seen. */
    'sign-in': { type: 'string', default: 'none' },
  },
})
const CLIENTS = Number(values.clients)
const PATIENCE_MS = 120_000

interface Result {
  readonly signal: string
  /** From the signal until the restarted server said that it listens, s. */
  readonly away: number
  /** How long a client was without a live stream, s. */
  readonly p50: number
  readonly p95: number
  readonly longest: number
  /** From when the restarted server listened until a client was live again, s. */
  readonly p95Back: number
  readonly back: number
  readonly missing: number
  readonly repeated: number
  readonly boards: number
  /** Processor time until all were back, in parts of one core; the server's with its start. */
  readonly clientsCore: number
  readonly serverCore: number
}

async function run(signal: 'SIGKILL' | 'SIGTERM'): Promise<Result> {
  const issuer = values['sign-in'] === 'jwt' ? await benchIssuer() : undefined
  const tokens = issuer && (await signMany(issuer, CLIENTS))
  const own = await issuer?.sign(CLIENTS)
  const server = await startBenchServer({ env: issuer?.env ?? {} })
  const clients = startAsked<ClientsQuestions>('stream-clients.ts')
  const publisher = startAsked<PublisherQuestions>('stream-publisher.ts')
  try {
    const { cursor } = await headOf(server, own)
    await clients.ask('open', { url: server.url, count: CLIENTS, cursor, ...(tokens && { tokens }) })
    await untilAll(clients, 'all clients to be live', ({ live }) => live === CLIENTS)
    await publisher.ask('aim', {
      kind: 'alerts',
      port: server.port,
      alerts: 200,
      ...(own !== undefined && { token: own }),
    })
    await publisher.ask('begin', Number(values.rate))
    await sleep(3_000)
    const began = await clients.ask('now')
    await server.restart(signal)
    const listening = await clients.ask('now')
    const clientsBefore = await cpuOf([clients.pid])
    await untilBack(clients, began)
    const spent = { clients: await cpuOf([clients.pid]), server: await cpuOf(server.pids) }
    const busy = (await clients.ask('now')) - listening
    await publisher.ask('end')
    const { sequence } = await headOf(server, own)
    await untilAll(clients, 'all clients to have everything', ({ slowest }) => slowest >= sequence)
    const tally = await clients.ask('tally')
    const blackouts = (await clients.ask('blackouts')).map((micros) => micros / 1e6)
    const since = (await clients.ask('liveSince')).filter((at) => at !== undefined)
    return {
      signal,
      away: (listening - began) / 1e6,
      p50: quantile(blackouts, 0.5),
      p95: quantile(blackouts, 0.95),
      longest: quantile(blackouts, 1),
      p95Back: quantile(
        since.map((at) => (at - listening) / 1e6),
        0.95,
      ),
      back: tally.live,
      missing: tally.missing,
      repeated: tally.repeated,
      boards: tally.boards,
      clientsCore: (coreSeconds(spent.clients) - coreSeconds(clientsBefore)) / (busy / 1e6),
      serverCore: coreSeconds(spent.server) / (busy / 1e6),
    }
  } finally {
    await publisher.stop()
    await clients.stop()
    await server.stop()
    await issuer?.remove()
  }
}

async function headOf(
  { url }: BenchServer,
  token: string | undefined,
): Promise<{ cursor: string; sequence: number }> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { cursor } = (await (await fetch(`${url}/api/v2/board`, { headers })).json()) as { cursor: string }
  return { cursor, sequence: Number(cursor.split('.')[1]) }
}

function coreSeconds({ user, system }: Cpu): number {
  return user + system
}

/** All are live, and became so after this moment. */
async function untilBack(clients: AskedProcess<ClientsQuestions>, moment: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const since = await clients.ask('liveSince')
    if (since.every((at) => at !== undefined && at >= moment)) return
    if (performance.now() > deadline) return
    await sleep(200)
  }
}

async function untilAll(
  clients: AskedProcess<ClientsQuestions>,
  what: string,
  holds: (tally: Awaited<ReturnType<ClientsQuestions['tally']>>) => boolean,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!holds(await clients.ask('tally'))) {
    if (performance.now() > deadline)
      throw new Error(`waited for ${what}: ${JSON.stringify(await clients.ask('tally'))}`)
    await sleep(200)
  }
}

const limit = await openFilesLimit()
if (limit < CLIENTS + 500) throw new Error(`a process may open only ${limit} files here`)
printRun()
const results: Result[] = []
const signals = values.signals.split(',') as ('SIGKILL' | 'SIGTERM')[]
for (let i = 1; i <= Number(values.runs); i++) {
  for (const signal of signals) {
    const result = await run(signal)
    results.push(result)
    console.log(
      `${signal}: server away ${result.away.toFixed(1)} s; clients without a stream p50 ${result.p50.toFixed(2)} p95 ${result.p95.toFixed(2)} longest ${result.longest.toFixed(2)} s (p95 from when it listened ${result.p95Back.toFixed(2)} s); ${result.back} of ${CLIENTS} back, ${result.missing} events lost, ${result.repeated} applied twice, ${result.boards} boards; clients ${(result.clientsCore * 100).toFixed(0)} %, server ${(result.serverCore * 100).toFixed(0)} % of a core`,
    )
  }
}
for (const signal of signals) {
  const own = results.filter((result) => result.signal === signal)
  console.log(
    `${signal}, medians of ${own.length}: without a stream p50 ${median(own.map(({ p50 }) => p50)).toFixed(2)} p95 ${median(own.map(({ p95 }) => p95)).toFixed(2)} s`,
  )
}
await saveResults('stream-reconnect', results)
printRun()
