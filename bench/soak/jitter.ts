import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import type { ClientsQuestions, ClientsTally } from '../load/stream-clients.ts'
import type { PublisherQuestions } from '../load/stream-publisher.ts'
import { startBenchServer } from '../servers/bench-server.ts'

export interface JitterOptions {
  readonly clients: number
  readonly rate: number
  readonly seconds: number
  /** Each client is cut about this often, ms, and is then without a network for so long. */
  readonly everyMs: number
  readonly offlineMs: number
}

export interface JitterResult extends ClientsTally {
  readonly events: number
  /** Events that some client did not apply, of all clients. */
  readonly lost: number
}

const PATIENCE_MS = 60_000

/** Real clients on a network that comes and goes, while events flow. */
export async function runJitter(options: JitterOptions): Promise<JitterResult> {
  const server = await startBenchServer()
  const clients = startAsked<ClientsQuestions>('stream-clients.ts')
  const publisher = startAsked<PublisherQuestions>('stream-publisher.ts')
  const until = async (holds: (tally: ClientsTally) => boolean): Promise<ClientsTally> => {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const tally = await clients.ask('tally')
      if (holds(tally) || performance.now() > deadline) return tally
      await sleep(200)
    }
  }
  try {
    const cursor = await headOf(server.url)
    await clients.ask('open', { url: server.url, count: options.clients, cursor })
    await until(({ live }) => live === options.clients)
    await publisher.ask('aim', { kind: 'alerts', port: server.port, alerts: 500 })
    await publisher.ask('begin', options.rate)
    await clients.ask('cut', { everyMs: options.everyMs, offlineMs: options.offlineMs })
    await sleep(options.seconds * 1_000)
    await clients.ask('endCutting')
    await sleep(options.offlineMs)
    await publisher.ask('end')
    const head = sequenceOf(await headOf(server.url))
    const tally = await until(({ slowest }) => slowest >= head)
    const events = head - sequenceOf(cursor)
    return { ...tally, events, lost: events * options.clients - tally.applied + tally.repeated }
  } finally {
    await publisher.stop()
    await clients.stop()
    await server.stop()
  }
}

async function headOf(url: string): Promise<string> {
  return ((await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }).cursor
}

function sequenceOf(cursor: string): number {
  return Number(cursor.split('.')[1])
}
