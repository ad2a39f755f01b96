import { setTimeout as sleep } from 'node:timers/promises'
import { withGenerator } from '../load/generator.ts'
import { startBenchServer } from '../servers/bench-server.ts'
import { metricOf } from '../servers/server-metrics.ts'

export interface DrowsyResult {
  /** Clients that stopped reading, and times that one of them left live delivery. */
  readonly clients: number
  readonly lagging: number
  readonly events: number
  readonly lost: number
  readonly repeated: number
  readonly closed: number
}

const KINDS = ['sse', 'websocket'] as const
const RATE = 1_000
const PATIENCE_MS = 60_000
const BEHIND = 'watchfloor_stream_lagging_total'

/** Clients stop reading until the server has taken them all off live delivery, and read again in time. */
export async function runDrowsyClients(clients: number): Promise<DrowsyResult> {
  const server = await startBenchServer()
  try {
    return await withGenerator(async ({ readers, publisher }) => {
      const { port, url } = server
      await publisher.ask('aim', { kind: 'alerts', port, alerts: 2_000 })
      for (const kind of KINDS) await readers.ask('open', { group: kind, kind, port, count: clients / 2 })
      for (const kind of KINDS) await readers.ask('pause', kind)
      await publisher.ask('begin', RATE)
      const deadline = performance.now() + PATIENCE_MS
      while ((await metricOf(url, BEHIND)) < clients && performance.now() < deadline) await sleep(200)
      const lagging = await metricOf(url, BEHIND)
      for (const kind of KINDS) await readers.ask('resume', kind)
      await sleep(2_000)
      const { count } = await publisher.ask('end')
      const caughtUp = performance.now() + PATIENCE_MS
      let tallies = await Promise.all(KINDS.map((kind) => readers.ask('tally', kind)))
      while (tallies.some(({ fewest }) => fewest < count) && performance.now() < caughtUp) {
        await sleep(200)
        tallies = await Promise.all(KINDS.map((kind) => readers.ask('tally', kind)))
      }
      const sum = (of: (tally: (typeof tallies)[number]) => number): number =>
        tallies.reduce((all, tally) => all + of(tally), 0)
      return {
        clients,
        lagging,
        events: count,
        lost: sum(({ missing, fewest }) => missing + count - fewest),
        repeated: sum(({ repeated }) => repeated),
        closed: sum(({ closed }) => closed),
      }
    })
  } finally {
    await server.stop()
  }
}
