import type { Cursor } from '@watchfloor/contract'
import { describe } from './core/describe.ts'
import { type Freshness, TRANSPORTS, type Transport } from './core/freshness.ts'
import type { Action, Input, Lost } from './core/messages.ts'
import { initial, type State, type World } from './core/state.ts'
import { step } from './core/step.ts'
import { nextDeadline } from './core/watch.ts'
import { type Handlers, Outbox } from './outbox.ts'
import type { Cancel } from './platform/platform.ts'
import { type Alive, askAlive, type FetchedBoard, fetchBoard } from './requests.ts'
import { type Connection, tokenFor } from './transports/connection.ts'
import { polling } from './transports/polling.ts'
import { sse } from './transports/sse.ts'
import type { OpenStream, Stream } from './transports/transport.ts'
import { websocket } from './transports/websocket.ts'

/** Timers count in 32 bits; a later deadline is reached in several naps. */
const LONGEST_NAP_MS = 2 ** 31 - 1

/** The core with its sockets and its one timer. */
export class Runtime {
  readonly #to: Connection
  readonly #outbox: Outbox
  readonly #streams: Partial<Record<Transport, OpenStream>>
  readonly #links = new Map<number, Stream>()
  #isRenewing = false
  readonly #inputs: Input[] = []
  #state: State
  #isStepping = false
  #nap: { readonly until: number; readonly cancel: Cancel } | null = null

  constructor(to: Connection, handlers: Handlers) {
    this.#to = to
    this.#outbox = new Outbox(handlers, to.timers, () => this.freshness())
    const { WebSocket } = to
    this.#streams = {
      sse: sse(to),
      ...(WebSocket !== undefined && { websocket: websocket(to, WebSocket) }),
      polling: polling(to),
    }
    const rungs = TRANSPORTS.filter((transport) => this.#streams[transport] !== undefined)
    this.#state = initial(rungs, to.clock.monotonic())
  }

  freshness(): Freshness {
    return describe(this.#state, this.#world())
  }

  cursor(): Cursor | undefined {
    return this.#state.position?.last
  }

  /** Takes an input to its end: what it causes may bring the next one. */
  take(input: Input): void {
    this.#inputs.push(input)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { state, actions } = step(this.#state, next, this.#world())
        this.#state = state
        for (const action of actions) this.#do(action)
      }
    } finally {
      this.#isStepping = false
    }
    this.#sleep()
    if (this.#state.mode === 'stopped') this.#outbox.close()
    else this.#outbox.changed()
  }

  #do(action: Action): void {
    switch (action.type) {
      case 'open':
        return this.#open(action)
      case 'fetch_board':
        return this.#ask(action.link, 'board', (signal) => {
          const progress = () => this.take({ type: 'received', link: action.link, frames: [] })
          return fetchBoard(this.#to, signal, progress)
        })
      case 'probe':
        return this.#ask(action.link, 'alive', (signal) => askAlive(this.#to, action.cursor, signal))
      case 'close':
        this.#links.get(action.link)?.close()
        this.#links.delete(action.link)
        return
      case 'renew':
        return this.#renew()
      case 'authenticate':
        return this.#authenticate(action.link)
      case 'deliver':
        return this.#outbox.events(action.events)
      case 'replace':
        return this.#outbox.board(action.board, action.cause)
      default:
        action satisfies never
    }
  }

  #open({ link, transport, cursor }: Extract<Action, { type: 'open' }>): void {
    const stream = this.#streams[transport]?.(cursor, {
      received: (frames) => this.take({ type: 'received', link, frames }),
      lost: (lost) => this.#lost(link, lost),
    })
    if (stream !== undefined) this.#links.set(link, stream)
  }

  /** Once at a time. A host that has none or is in trouble is asked again when it is asked for the next request. */
  #renew(): void {
    if (this.#isRenewing) return
    this.#isRenewing = true
    const { credential } = this.#to
    void credential({ to: 'ask' })
      .then(async (now) => {
        const { token } = now.ok ? now : {}
        const next = await credential({ to: 'renew', token })
        if (next.ok && next.token !== token) this.take({ type: 'token' })
      })
      .catch(() => undefined)
      .finally(() => {
        this.#isRenewing = false
      })
  }

  #authenticate(link: number): void {
    void tokenFor(this.#to, { to: 'ask' })
      .then((token) => {
        if (token !== undefined) this.#links.get(link)?.authenticate?.(token)
      })
      // Then it ends with the older one, and the next attempt tells why.
      .catch(() => undefined)
  }

  /** A question with one answer, which is an input of the given type. */
  #ask<Type extends 'board' | 'alive'>(
    link: number,
    type: Type,
    ask: (signal: AbortSignal) => Promise<Answers[Type] | Lost>,
  ): void {
    const abort = new AbortController()
    this.#links.set(link, { close: () => abort.abort() })
    void ask(abort.signal).then((answer) => {
      if (abort.signal.aborted) return
      if ('how' in answer) return this.#lost(link, answer)
      this.#links.delete(link)
      this.take({ type, link, ...answer } as Extract<Input, { type: Type }>)
    })
  }

  #lost(link: number, lost: Lost): void {
    this.#links.delete(link)
    this.take({ type: 'lost', link, lost })
  }

  /** Sets the one timer. One that is due too early is left alone: to wake for nothing is cheaper than to set it at every byte. */
  #sleep(): void {
    const { clock, timers, tuning } = this.#to
    const now = clock.monotonic()
    const until = nextDeadline(this.#state, now, tuning)
    if (this.#nap !== null && this.#nap.until <= until && until !== Infinity) return
    this.#nap?.cancel()
    this.#nap = null
    if (until === Infinity) return
    const nap = Math.min(LONGEST_NAP_MS, Math.max(1, Math.ceil(until - now)))
    const cancel = timers.after(nap, () => {
      this.#nap = null
      this.take({ type: 'tick' })
    })
    this.#nap = { until, cancel }
  }

  #world(): World {
    const { clock, random, tuning, filter } = this.#to
    return { now: clock.monotonic(), wall: clock.now(), random, tuning, filtered: filter !== undefined }
  }
}

interface Answers {
  board: FetchedBoard
  alive: Alive
}
