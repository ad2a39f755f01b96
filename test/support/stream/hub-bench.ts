import { compileFilter, type DurableEvent, type StreamFilter } from '@watchfloor/contract'
import type { Outlet } from '../../../server/src/stream/connections/outlet.ts'
import { Tail } from '../../../server/src/stream/connections/tail.ts'
import { Hub } from '../../../server/src/stream/delivery/hub.ts'
import { Pacer } from '../../../server/src/stream/delivery/pacer.ts'
import type { StreamMetrics } from '../../../server/src/stream/parts/stream-metrics.ts'
import type { Ending } from '../../../server/src/stream/wire/endings.ts'
import { MemoryLog } from './memory-log.ts'
import { ModelClient } from './model-client.ts'

/** A hub whose turns of the event loop are run by the test. */
export class HubBench {
  readonly memory = new MemoryLog()
  readonly readers: BenchReader[] = []
  #turns: (() => void)[] = []
  #clock = 0
  gaps = 0
  readonly #turnsOf = {
    soon: (run: () => void) => void this.#turns.push(run),
    monotonic: () => (this.#clock += 5),
  }
  readonly metrics: StreamMetrics
  readonly hub: Hub
  readonly pacer = new Pacer(this.#turnsOf)

  /** `filterSteps`: what the expressions of all filters may take a second. */
  constructor(filterSteps = 1e12) {
    const none = (): void => {}
    this.metrics = {
      opened: none,
      closed: none,
      reconnected: none,
      delivered: none,
      broadcast: none,
      replayed: none,
      reset: none,
      gap: () => this.gaps++,
      error: none,
      shed: none,
      lagging: none,
      queueBytes: none,
      waitingPolls: none,
    }
    this.memory.publish(10)
    const timers = {
      every: () => none,
      after: (_: number, run: () => void) => {
        this.#turns.push(run)
        return none
      },
    }
    this.hub = new Hub({
      log: this.memory.log,
      metrics: this.metrics,
      timers,
      now: Date.now,
      gatherMs: 20,
      filterSteps,
      ...this.#turnsOf,
    })
  }

  open(filter: StreamFilter, from: number, asker = 'a'): void {
    this.readers.push(new BenchReader(this, filter, from, asker))
  }

  /** Some turns of the event loop; all that there are when no number is given. Reads of the log come in between. */
  async turn(times = Number.POSITIVE_INFINITY): Promise<void> {
    for (let i = 0; i < times; i++) {
      await new Promise(setImmediate)
      const turns = this.#turns.splice(0)
      if (turns.length === 0) return
      for (const run of turns) run()
    }
  }
}

/** A reader with a socket that the test fills and drains, and a client that keeps to S15. */
export class BenchReader {
  readonly filter: StreamFilter
  readonly from: number
  readonly model: ModelClient
  readonly tail: Tail
  /** How many events came in each write. */
  readonly writes: number[] = []
  isFull = false
  /** Its filter cost more than the share of its asker. */
  isSentAway = false

  constructor({ hub, pacer, metrics }: HubBench, filter: StreamFilter, from: number, asker: string) {
    this.filter = filter
    this.from = from
    this.model = new ModelClient(from)
    const compiled = compileFilter(filter)
    if (!compiled.ok) throw new Error(compiled.error)
    const outlet: Outlet = {
      transport: 'sse',
      framing: 'sse-plain',
      queued: () => (this.isFull ? 1_000_000 : 0),
      isFull: () => this.isFull,
      write: (bytes) => this.#read(bytes.toString()),
      ping: () => {},
      end: (_: Ending) => {},
      destroy: () => {},
      peer: () => '',
    }
    this.tail = new Tail(
      { hub, pacer, metrics, settings: { limits: { stream_soft_queue_bytes: 256_000 } } },
      { outlet, filter: compiled.value, position: from, asker },
      {
        wrote: () => {},
        live: () => {},
        offerLatest: () => false,
        trimmed: () => {
          throw new Error('nothing was trimmed')
        },
        tooCostly: () => {
          this.isSentAway = true
          this.tail.stop()
        },
        unreadable: (error) => {
          throw error
        },
      },
    )
    this.tail.catchUp()
  }

  drain(): void {
    this.isFull = false
    this.tail.catchUp()
  }

  #read(text: string): void {
    const texts = [...text.matchAll(/^data: (.*)$/gm)]
    this.writes.push(texts.length)
    for (const [, json] of texts) this.model.event(JSON.parse(json ?? '') as DurableEvent)
  }
}
