import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Timers } from '../../ground/clock.ts'
import type { Gate } from '../admission/gate.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import type { Pacer } from '../delivery/pacer.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import { type Begun, beginStream, followStream, isStreamRequest } from './sse.ts'

/** Time between two words to a stream that is held, ms: proxies cut what says nothing for a minute. */
const WORD_MS = 15_000
/** A stream that ends while it is held comes back within these, ms, so that not all come at once. */
const BACK_MS = { least: 1_000, most: 5_000 }

export interface StreamDoorParts {
  readonly gate: Gate
  readonly metrics: Pick<StreamMetrics, 'error'>
  readonly timers: Timers
  /** A number in [0, 1). */
  readonly random: () => number
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
}

type State =
  | { readonly is: 'starting' }
  | { readonly is: 'open'; readonly table: ConnectionTable }
  | { readonly is: 'draining' }
  | { readonly is: 'over' }

/**
 * The door of SSE. A browser's `EventSource` gives up for good on any answer but 200, so that a server that starts or
 * goes away must not give another one for that reason: who may have a stream is let in, counts against the limits as
 * every stream does, and is held. While the server starts, until the log is open: what is known then is judged then,
 * and the stream goes on in the same answer. While it drains, until it is gone.
 */
export class StreamDoor {
  readonly #parts: StreamDoorParts
  /** With what hears of each that it has gone. */
  readonly #held = new Map<Begun, () => void>()
  #state: State = { is: 'starting' }
  #stopWords: (() => void) | undefined

  constructor(parts: StreamDoorParts) {
    this.#parts = parts
  }

  get gate(): Gate {
    return this.#parts.gate
  }

  /** Answers a request for the stream; false when it is for something else. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (!isStreamRequest(request)) return false
    void this.#begin(request, response)
    return true
  }

  async #begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { gate, metrics, headersOf } = this.#parts
    const begun = await beginStream(request, response, { gate, metrics, headers: headersOf(request) })
    if (begun === undefined) return
    const state = this.#state
    if (state.is === 'open') followStream(begun, state.table)
    else this.#hold(begun, state.is === 'starting' ? 'the server is starting' : 'the server is going away')
    if (state.is === 'over') this.#end(begun)
  }

  /** Streams follow this table from now on; those that are held go on, a few at a time. */
  open(table: ConnectionTable, pacer: Pacer): void {
    this.#state = { is: 'open', table }
    for (const begun of this.#held.keys())
      pacer.add(() => {
        if (!this.#leave(begun)) return
        begun.socket.cork()
        followStream(begun, table)
      })
  }

  /** New streams are held from now on. */
  drain(): void {
    this.#state = { is: 'draining' }
  }

  /** Ends those that are held; whoever still comes is told when to come back. */
  close(): void {
    this.#state = { is: 'over' }
    for (const begun of [...this.#held.keys()]) this.#end(begun)
  }

  #hold(begun: Begun, why: string): void {
    const { timers, random } = this.#parts
    const { response, socket } = begun
    const onGone = (): void => this.#release(begun)
    response.once('close', onGone)
    this.#held.set(begun, onGone)
    const back = Math.floor(BACK_MS.least + random() * (BACK_MS.most - BACK_MS.least))
    response.write(`retry: ${back}\n: ${why}\n\n`)
    socket.uncork()
    this.#stopWords ??= timers.every(WORD_MS, () => {
      for (const { response } of this.#held.keys())
        if (!response.writableNeedDrain) response.write(': wait\n\n')
    })
  }

  #end(begun: Begun): void {
    this.#release(begun)
    begun.response.end()
  }

  #release(begun: Begun): void {
    if (this.#leave(begun)) begun.admission.release()
  }

  /** Holds it no more; false when it was not held. */
  #leave(begun: Begun): boolean {
    const onGone = this.#held.get(begun)
    if (onGone === undefined) return false
    this.#held.delete(begun)
    begun.response.off('close', onGone)
    if (this.#held.size > 0) return true
    this.#stopWords?.()
    this.#stopWords = undefined
    return true
  }
}
