import {
  type CompiledFilter,
  type Control,
  compileFilter,
  type DurableEvent,
  isDurable,
  parseCursor,
  type StreamFilter,
} from '@watchfloor/contract'
import { createParser } from 'eventsource-parser'
import type { Principal } from '../../../server/src/access/principal.ts'
import { Admitted } from '../../../server/src/stream/admission/admitted.ts'
import { Connection } from '../../../server/src/stream/connections/connection.ts'
import { Heartbeats } from '../../../server/src/stream/connections/heartbeat.ts'
import { QueueTotal } from '../../../server/src/stream/connections/queue-total.ts'
import { encode } from '../../../server/src/stream/delivery/latest-value.ts'
import { DEFAULT_STREAM_SETTINGS } from '../../../server/src/stream/parts/stream-settings.ts'
import { HubBench } from './hub-bench.ts'
import type { MemoryLog } from './memory-log.ts'
import { sampleStats } from './sample-events.ts'

const ANYBODY: Principal = {
  id: 'local',
  subject: 'local',
  name: undefined,
  role: 'admin',
  scope: undefined,
  anonymous: true,
}
const NEVER = { every: () => () => {}, after: () => () => {} }

/** Whole connections on a hub whose turns of the event loop are run by the test, and a log that loses what it has. */
export class ConnectionBench {
  readonly #bench = new HubBench()
  readonly memory = this.#bench.memory
  readonly readers: ConnectedReader[] = []
  #terms = 1

  constructor() {
    this.memory.log.onTurn((before) => {
      for (const { connection } of this.readers) connection.turned(before)
    })
  }

  turn = (times?: number): Promise<void> => this.#bench.turn(times)

  open(filter: StreamFilter, from: number): void {
    const { hub, pacer, metrics } = this.#bench
    const compiled = compileFilter(filter)
    if (!compiled.ok) throw new Error(compiled.error)
    const reader = new ConnectedReader(this.memory, compiled.value, from, {
      log: this.memory.log,
      now: Date.now,
      queues: new QueueTotal<Connection>(
        1e12,
        () => [],
        () => {},
      ),
      hub,
      pacer,
      settings: DEFAULT_STREAM_SETTINGS,
      metrics,
      timers: NEVER,
      heartbeats: new Heartbeats({ timers: NEVER, monotonic: () => 0, random: () => 0, ms: 1 }),
      random: () => 0,
      version: '',
      onClosed: () => {},
    })
    this.readers.push(reader)
    const latest = encode(sampleStats(0))
    const subscription = { filter, compiled: hub.shared(compiled.value), latest: () => latest }
    reader.connection.subscribe(subscription, { from: 'cursor', sequence: from })
  }

  /** The log goes on in a new term, without its newest so many events. */
  lose(count: number): void {
    const kept = Math.max(0, this.memory.events.length - count)
    for (const reader of this.readers) reader.lose(kept)
    this.memory.loseAfter(kept, `e${++this.#terms}`)
  }
}

/** A connection, and a client that believes nothing but what it is told. */
class ConnectedReader {
  readonly connection: Connection
  /** Cursors of all that it holds, in their order. */
  held: readonly string[]
  readonly flaws: string[] = []
  isFull = false
  readonly #memory: MemoryLog
  readonly #filter: CompiledFilter
  #position: number
  /** It holds something that is lost, or was told that there is. */
  #isBeyond = false

  constructor(
    memory: MemoryLog,
    filter: CompiledFilter,
    from: number,
    parts: ConstructorParameters<typeof Connection>[0],
  ) {
    this.#memory = memory
    this.#filter = filter
    this.#position = from
    this.held = this.board(from)
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event !== undefined) return this.#control(JSON.parse(data) as Control)
        const told = JSON.parse(data) as DurableEvent
        if (isDurable(told)) this.#event(told)
      },
    })
    const places = { take: () => true, over: () => {} }
    const admitted = new Admitted({ principal: ANYBODY, address: '', id: '' }, undefined, places)
    this.connection = new Connection(parts, { id: '', admitted }, () => ({
      transport: 'sse',
      framing: 'sse-plain',
      queued: () => (this.isFull ? 1_000_000 : 0),
      isFull: () => this.isFull,
      write: (bytes) => parser.feed(bytes.toString()),
      ping: () => {},
      end: () => {},
      destroy: () => {},
      peer: () => '',
    }))
  }

  /** What passes of the log, up to a sequence; to the end when absent. */
  board(upTo = this.#memory.events.length): readonly string[] {
    return this.#memory.events
      .slice(0, upTo)
      .filter((event) => this.#filter.passes(event))
      .map(cursorOf)
  }

  drain(): void {
    this.isFull = false
    this.connection.drained()
  }

  /** Everything after this is about to be lost. */
  lose(kept: number): void {
    if (this.#position > kept) this.#isBeyond = true
  }

  /** What is wrong in the end. */
  end(): readonly string[] {
    return this.#isBeyond ? [...this.flaws, 'was never told of what is lost'] : this.flaws
  }

  #control(control: Control): void {
    if (control.control === 'reset') {
      if (!this.#isBeyond)
        this.flaws.push(`reset (${control.reason}) at ${this.#position}, and nothing is lost`)
      this.#isBeyond = false
      this.#position = sequenceOf(control.head)
      this.held = this.board(this.#position)
    } else if (control.control === 'hello' || control.control === 'heartbeat') {
      const reached = sequenceOf(control.cursor)
      if (reached < this.#position) this.flaws.push(`told ${control.cursor} at ${this.#position}`)
      this.#position = reached
    }
  }

  #event({ prev, ...event }: DurableEvent): void {
    const cursor = cursorOf(event)
    if (this.#isBeyond) this.flaws.push(`${cursor} goes on from what is lost`)
    if (event.sequence <= this.#position) this.flaws.push(`${cursor} again, at ${this.#position}`)
    if (prev > this.#position) this.flaws.push(`${cursor} comes after ${prev}, at ${this.#position}`)
    this.held = [...this.held, cursor]
    this.#position = event.sequence
  }
}

function cursorOf({ epoch, sequence }: Pick<DurableEvent, 'epoch' | 'sequence'>): string {
  return `${epoch}.${sequence}`
}

function sequenceOf(cursor: string): number {
  return parseCursor(cursor)?.sequence ?? Number.NaN
}
