import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import { type Round, runRound } from '../load/delivery-round.ts'
import { withGenerator } from '../load/generator.ts'
import type { ReadersQuestions } from '../load/stream-readers.ts'
import { type BenchServer, startBenchServer } from '../servers/bench-server.ts'
import { metricOf } from '../servers/server-metrics.ts'

export interface SlowOptions {
  /** Clients that do not read, and those that do; half of each on SSE, half on WebSocket. */
  readonly stalled: number
  readonly others: number
  readonly rate: number
  readonly measureMs: number
  /** A burst that fills the operating system's buffers first, which at a low rate takes minutes, ms. */
  readonly burstMs: number
}

export interface SlowResult {
  /** What the others felt alone, with those that will stall still reading, and with them stalled. */
  readonly alone: Round
  readonly before: Round
  readonly during: Round
  /** Resident memory of the server, MiB. */
  readonly rssBefore: number
  readonly rssMost: number
  readonly rssAfter: number
  /** Connections that the server gave up as slow, and opened again by the bench. */
  readonly shed: number
}

const KINDS = ['sse', 'websocket'] as const
const BURST_RATE = 1_000
const LOOK_EVERY_MS = 1_000
/** What comes before they stall need not be measured as long. */
const MOST_BEFORE_MS = 20_000

/** What clients that read feel of clients that do not: the same measure without them, before they stall, and after. */
export async function runSlowClients(options: SlowOptions): Promise<SlowResult> {
  const { stalled, others, rate, measureMs, burstMs } = options
  const server = await startBenchServer()
  const deaf = startAsked<ReadersQuestions>('stream-readers.ts')
  try {
    return await withGenerator(async (generator) => {
      const { readers, publisher } = generator
      const { port, pids, report } = server
      await publisher.ask('aim', { kind: 'alerts', port, alerts: 2_000 })
      for (const kind of KINDS) await readers.ask('open', { group: kind, kind, port, count: others / 2 })
      const measure = (forMs: number) =>
        runRound(generator, { groups: KINDS, pids, rate, warmUpMs: 3_000, measureMs: forMs, report })
      const alone = await measure(Math.min(measureMs, MOST_BEFORE_MS))
      for (const kind of KINDS) await deaf.ask('open', { group: kind, kind, port, count: stalled / 2 })
      const before = await measure(Math.min(measureMs, MOST_BEFORE_MS))
      const rssBefore = await rssOf(server)
      for (const kind of KINDS) await deaf.ask('pause', kind)
      if (burstMs > 0) {
        await publisher.ask('begin', BURST_RATE)
        await sleep(burstMs)
        await publisher.ask('end')
      }
      let rssMost = 0
      let isOver = false
      const watching = (async () => {
        while (!isOver) {
          rssMost = Math.max(rssMost, await rssOf(server))
          for (const kind of KINDS) {
            const open = await metricOf(server.url, `realtime_connections_active_total{transport="${kind}"}`)
            const gone = Math.max(0, others / 2 + stalled / 2 - open)
            if (gone > 0) await deaf.ask('replace', { group: kind, count: gone })
          }
          await sleep(LOOK_EVERY_MS)
        }
      })()
      const during = await measure(measureMs)
      isOver = true
      await watching
      const shed = await metricOf(server.url, 'watchfloor_stream_sheds_total{reason="slow"}')
      for (const kind of KINDS) await deaf.ask('close', kind)
      await sleep(5_000)
      return { alone, before, during, rssBefore, rssMost, rssAfter: await rssOf(server), shed }
    })
  } finally {
    await deaf.stop()
    await server.stop()
  }
}

async function rssOf(server: BenchServer): Promise<number> {
  return (await server.inside()).rss / 1024 / 1024
}
