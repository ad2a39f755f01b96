import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type AskedProcess, startAsked } from './asked-process.ts'
import { type BenchServer, startBenchServer } from './bench-server.ts'
import { quantile } from './measures.ts'
import { median, printRun, saveResults } from './print-run.ts'
import { openFilesLimit } from './process-cost.ts'
import type { ClientsQuestions } from './stream-clients.ts'
import type { PublisherQuestions } from './stream-publisher.ts'

/**
 * A server with thousands of real clients is restarted under load: how long until each is live again, and does
 * every one have every event. `SIGKILL` cuts all at once; `SIGTERM` drains.
 */
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '5000' },
    rate: { type: 'string', default: '2' },
    signals: { type: 'string', default: 'SIGKILL,SIGTERM' },
    runs: { type: 'string', default: '3' },
  },
})
const CLIENTS = Number(values.clients)
const PATIENCE_MS = 120_000

interface Result {
  readonly signal: string
  /** From the signal until the restarted server said that it listens, s. */
  readonly away: number
  /** From then until a client was live again, s. */
  readonly p50: number
  readonly p95: number
  readonly longest: number
  /** The same from the signal. */
  readonly p95FromSignal: number
  readonly back: number
  readonly missing: number
  readonly repeated: number
  readonly boards: number
}

async function run(signal: 'SIGKILL' | 'SIGTERM'): Promise<Result> {
  const server = await startBenchServer()
  const clients = startAsked<ClientsQuestions>('stream-clients.ts')
  const publisher = startAsked<PublisherQuestions>('stream-publisher.ts')
  try {
    const { cursor } = await headOf(server)
    await clients.ask('open', { url: server.url, count: CLIENTS, cursor })
    await untilAll(clients, 'all clients to be live', ({ live }) => live === CLIENTS)
    await publisher.ask('aim', { kind: 'alerts', port: server.port, alerts: 200 })
    await publisher.ask('begin', Number(values.rate))
    await sleep(3_000)
    const began = await clients.ask('now')
    await server.restart(signal)
    const listening = await clients.ask('now')
    await untilBack(clients, signal === 'SIGKILL' ? began : listening)
    await publisher.ask('end')
    const { sequence } = await headOf(server)
    await untilAll(clients, 'all clients to have everything', ({ slowest }) => slowest >= sequence)
    const tally = await clients.ask('tally')
    const since = (await clients.ask('liveSince')).filter((at) => at !== undefined)
    const seconds = (from: number): readonly number[] => since.map((at) => (at - from) / 1e6)
    return {
      signal,
      away: (listening - began) / 1e6,
      p50: quantile(seconds(listening), 0.5),
      p95: quantile(seconds(listening), 0.95),
      longest: quantile(seconds(listening), 1),
      p95FromSignal: quantile(seconds(began), 0.95),
      back: tally.live,
      missing: tally.missing,
      repeated: tally.repeated,
      boards: tally.boards,
    }
  } finally {
    await publisher.stop()
    await clients.stop()
    await server.stop()
  }
}

async function headOf({ url }: BenchServer): Promise<{ cursor: string; sequence: number }> {
  const { cursor } = (await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }
  return { cursor, sequence: Number(cursor.split('.')[1]) }
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
      `${signal}: server away ${result.away.toFixed(1)} s; live again after it listened: p50 ${result.p50.toFixed(2)} p95 ${result.p95.toFixed(2)} last ${result.longest.toFixed(2)} s (p95 from the signal ${result.p95FromSignal.toFixed(2)} s); ${result.back} of ${CLIENTS} back, ${result.missing} events lost, ${result.repeated} applied twice, ${result.boards} boards`,
    )
  }
}
for (const signal of signals) {
  const own = results.filter((result) => result.signal === signal)
  console.log(
    `${signal}, medians of ${own.length}: p95 ${median(own.map(({ p95 }) => p95)).toFixed(2)} s after it listened, ${median(own.map(({ p95FromSignal }) => p95FromSignal)).toFixed(2)} s from the signal`,
  )
}
await saveResults('stream-reconnect', results)
printRun()
