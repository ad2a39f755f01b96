import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Timers } from '../../ground/clock.ts'
import { type Denial, deny } from '../admission/denial.ts'
import type { Gate } from '../admission/gate.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import type { Pacer } from '../delivery/pacer.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import { type Begun, beginStream, endStream, followStream, isStreamRequest, sayTo } from './sse.ts'

/** Time between two words to a stream that is held, ms: proxies cut what says nothing for a minute. */
const WORD_MS = 15_000
/** A stream that ends while it is held comes back within these, ms, so that not all come at once. */
const SOON_MS = { least: 1_000, most: 5_000 }
/** The same when the server is full; all streams of an address together stay below its attempts in a minute. */
const LATER_MS = { least: 15_000, most: 30_000 }

export interface StreamDoorParts {
  readonly gate: Gate
  readonly metrics: Pick<StreamMetrics, 'error' | 'shed'>
  readonly timers: Timers
  /** A number in [0, 1). */
  readonly random: () => number
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
}

type State =
  | { readonly is: 'starting' }
  | { readonly is: 'open'; readonly table: ConnectionTable; readonly pacer: Pacer }
  | { readonly is: 'draining' }
  | { readonly is: 'over' }

/** Why a stream is held, as it is told. */
type Why = 'the server is starting' | 'the server is going away' | 'the server is full'

interface Held {
  readonly why: Why
  /** Hears that it has gone. */
  readonly onGone: () => void
}

/**
 * The door of SSE. A browser's `EventSource` gives up for good on any answer but 200, so that a server that starts,
 * goes away or is full must not give another one for that reason: who may have a stream is let in, counts against the
 * limits of its address as every stream does, and is held. While the server starts, until the log is open: what is
 * known then is judged then, and the stream goes on in the same answer. While it drains, until it is gone; but where
 * others would take it, its connection ends without an answer, which an `EventSource` survives, too: a proxy asks the
 * next server then, and this one would only be in the way. While all
 * places are taken, until one is free, first come first served; when too many wait, it is told when to come back.
 */
export class StreamDoor {
  readonly #parts: StreamDoorParts
  readonly #held = new Map<Begun, Held>()
  /** Those of them that have no place yet, first come first served. */
  readonly #placeless = new Set<Begun>()
  #state: State = { is: 'starting' }
  #isTaken = false
  #stopWords: (() => void) | undefined

  constructor(parts: StreamDoorParts) {
    this.#parts = parts
    parts.gate.whenRoom(() => this.#letIn())
  }

  get gate(): Gate {
    return this.#parts.gate
  }

  /**
   * Answers a request for the stream; false when it is for something else. `response` is Node's, where it has made one:
   * it is only used to refuse.
   */
  take(request: IncomingMessage, response?: ServerResponse): boolean {
    if (!isStreamRequest(request)) return false
    if (response?.socket === null) deny(response, PIPELINED, this.#parts.headersOf(request))
    else if (this.#isTaken) {
      this.#parts.metrics.shed('draining')
      request.socket.destroy()
    } else void this.#begin(request)
    return true
  }

  async #begin(request: IncomingMessage): Promise<void> {
    const { gate, metrics, headersOf } = this.#parts
    const begun = await beginStream(request, { gate, metrics, headers: headersOf(request) })
    if (begun === undefined) return
    const state = this.#state
    const isIn = begun.admission.takePlace()
    if (state.is === 'open' && isIn) {
      await followStream(begun, state.table)
      return
    }
    if (!isIn) this.#placeless.add(begun)
    this.#hold(begun, state.is === 'open' || !isIn ? 'the server is full' : WHY[state.is])
    if (state.is === 'over' || this.#placeless.size > gate.mostWaiting) this.#end(begun)
  }

  /** Streams follow this table from now on; those that are held go on, a few at a time. */
  open(table: ConnectionTable, pacer: Pacer): void {
    this.#state = { is: 'open', table, pacer }
    for (const begun of this.#held.keys()) if (!this.#placeless.has(begun)) this.#goOn(begun, table, pacer)
  }

  /** New streams are held from now on, or left to the other servers that take them. */
  drain({ isTaken }: { readonly isTaken: boolean }): void {
    this.#isTaken = isTaken
    this.#state = { is: 'draining' }
  }

  /** Ends those that are held; whoever still comes is told when to come back. */
  close(): void {
    this.#state = { is: 'over' }
    for (const begun of [...this.#held.keys()]) {
      // It was told to come back later; now it is soon.
      if (this.#placeless.has(begun)) sayTo(begun, this.#retry(SOON_MS))
      this.#end(begun)
    }
  }

  /** Gives the place that is free to the one that has waited longest. */
  #letIn(): void {
    const state = this.#state
    const [next] = this.#placeless
    if (next === undefined || state.is === 'draining' || state.is === 'over') return
    if (!next.admission.takePlace()) return
    this.#placeless.delete(next)
    if (state.is === 'open') this.#goOn(next, state.table, state.pacer)
  }

  #goOn(begun: Begun, table: ConnectionTable, pacer: Pacer): void {
    pacer.add(() => {
      if (!this.#leave(begun)) return
      begun.socket.cork()
      void followStream(begun, table)
    })
  }

  /** No empty line ends what is said here: some readers take that for a message, of nothing. */
  #hold(begun: Begun, why: Why): void {
    const { socket } = begun
    const onGone = (): void => this.#release(begun)
    socket.once('close', onGone)
    this.#held.set(begun, { why, onGone })
    this.#parts.gate.watch(begun.admission, { end: () => this.#end(begun), warn: () => {} })
    sayTo(begun, `${this.#retry(why === 'the server is full' ? LATER_MS : SOON_MS)}: ${why}\n`)
    socket.uncork()
    this.#stopWords ??= this.#parts.timers.every(WORD_MS, () => {
      for (const [one, { why }] of this.#held) if (!one.socket.writableNeedDrain) sayTo(one, `: ${why}\n`)
    })
  }

  #retry({ least, most }: typeof SOON_MS): string {
    return `retry: ${Math.floor(least + this.#parts.random() * (most - least))}\n`
  }

  #end(begun: Begun): void {
    this.#release(begun)
    endStream(begun)
  }

  #release(begun: Begun): void {
    if (this.#leave(begun)) begun.admission.release()
  }

  /** Holds it no more; false when it was not held. */
  #leave(begun: Begun): boolean {
    const held = this.#held.get(begun)
    if (held === undefined) return false
    this.#held.delete(begun)
    this.#placeless.delete(begun)
    begun.socket.off('close', held.onGone)
    if (this.#held.size > 0) return true
    this.#stopWords?.()
    this.#stopWords = undefined
    return true
  }
}

const PIPELINED: Denial = {
  status: 400,
  code: 'pipelined',
  message: 'a stream cannot follow another request on its connection before that was answered (pipelining)',
}

const WHY: Readonly<Record<Exclude<State['is'], 'open'>, Why>> = {
  starting: 'the server is starting',
  draining: 'the server is going away',
  over: 'the server is going away',
}
