import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import type { PublisherQuestions } from '../load/stream-publisher.ts'
import type { ReadersQuestions } from '../load/stream-readers.ts'
import { startBenchServer } from '../servers/bench-server.ts'
import { metricOf } from '../servers/server-metrics.ts'

export interface DeadResult {
  readonly transport: string
  readonly peers: number
  /** When the last of them was gone from the server, s; undefined when some were still there at the end. */
  readonly goneAfter: number | undefined
  readonly left: number
}

const KINDS = ['websocket', 'sse'] as const
const RATE = 50

/**
 * Clients whose process is stopped: their operating system goes on taking bytes, and nobody is there. WebSocket is
 * asked for a pong; SSE has no answer, so there it shows only once the buffers are full.
 */
export async function runDeadPeers(peers: number, patienceMs: number): Promise<readonly DeadResult[]> {
  const server = await startBenchServer()
  const readers = startAsked<ReadersQuestions>('stream-readers.ts')
  const publisher = startAsked<PublisherQuestions>('stream-publisher.ts')
  try {
    const { port, url } = server
    for (const kind of KINDS) await readers.ask('open', { group: kind, kind, port, count: peers })
    await publisher.ask('aim', { kind: 'alerts', port, alerts: 2_000 })
    await publisher.ask('begin', RATE)
    await sleep(1_000)
    process.kill(readers.pid, 'SIGSTOP')
    const began = performance.now()
    const gone = new Map<string, number>()
    const openOf = (kind: string) => metricOf(url, `realtime_connections_active_total{transport="${kind}"}`)
    while (gone.size < KINDS.length && performance.now() - began < patienceMs) {
      for (const kind of KINDS) {
        if (!gone.has(kind) && (await openOf(kind)) === 0) gone.set(kind, (performance.now() - began) / 1000)
      }
      await sleep(100)
    }
    await publisher.ask('end')
    const results: DeadResult[] = []
    for (const kind of KINDS) {
      results.push({ transport: kind, peers, goneAfter: gone.get(kind), left: await openOf(kind) })
    }
    return results
  } finally {
    await publisher.stop()
    await readers.stop()
    await server.stop()
  }
}
