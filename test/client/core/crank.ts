import type { Cursor, Event } from '@watchfloor/contract'
import { describe } from '../../../client/src/core/describe.ts'
import type { Action, Frame, Input, Lost } from '../../../client/src/core/messages.ts'
import { initial, type State, type World } from '../../../client/src/core/state.ts'
import { step } from '../../../client/src/core/step.ts'
import { DEFAULT_TUNING, type Tuning } from '../../../client/src/core/tuning.ts'
import { nextDeadline } from '../../../client/src/core/watch.ts'
import type { Freshness, Transport } from '../../../client/src/index.ts'
import { at, boardAt, EPOCH_WALL } from './samples.ts'

export interface CrankOptions {
  readonly tuning?: Partial<Tuning>
  readonly random?: () => number
  readonly rungs?: readonly Transport[]
  readonly cursor?: Cursor
  readonly filtered?: boolean
}

/** The client's core, driven by hand: no socket, no timer, time moves only when told to. */
export class Crank {
  state: State
  now = 0
  /** This computer's clock minus the server's. */
  skew = 0
  readonly actions: Action[] = []
  readonly #options: CrankOptions

  constructor(options: CrankOptions = {}) {
    this.#options = options
    this.state = initial(options.rungs ?? ['sse', 'websocket', 'polling'], 0)
  }

  get tuning(): Tuning {
    return { ...DEFAULT_TUNING, ...this.#options.tuning }
  }

  take(input: Input): Action[] {
    const { state, actions } = step(this.state, input, this.#world())
    this.state = state
    this.actions.push(...actions)
    return [...actions]
  }

  start(): Action[] {
    return this.take({ type: 'start', cursor: this.#options.cursor ?? null })
  }

  /** Lets time pass, with every tick at its deadline. Fails on a deadline that its own tick does not clear. */
  pass(milliseconds: number): Action[] {
    const end = this.now + milliseconds
    const done: Action[] = []
    for (;;) {
      const due = nextDeadline(this.state, this.now, this.tuning)
      if (due > end) break
      this.now = Math.max(this.now, due)
      done.push(...this.take({ type: 'tick' }))
      const next = nextDeadline(this.state, this.now, this.tuning)
      if (next <= this.now) throw new Error(`the tick at ${this.now} left a deadline at ${next}`)
    }
    this.now = end
    return done
  }

  /** Lets time pass without a tick, as when the computer sleeps. */
  sleep(milliseconds: number): void {
    this.now += milliseconds
  }

  receive(...frames: Frame[]): Action[] {
    return this.take({ type: 'received', link: this.main, frames })
  }

  lose(lost: Lost, link = this.main): Action[] {
    return this.take({ type: 'lost', link, lost })
  }

  /** Answers the board that is being asked for. */
  board(sequence: number): Action[] {
    const link = this.state.board?.id ?? -1
    const cursor = at(sequence)
    return this.take({ type: 'board', link, board: boardAt(sequence), cursor, server_time: this.serverTime })
  }

  alive(behind = false): Action[] {
    return this.take({
      type: 'alive',
      link: this.state.probe?.id ?? -1,
      server_time: this.serverTime,
      behind,
    })
  }

  get main(): number {
    return this.state.main?.id ?? -1
  }

  get serverTime(): number {
    return EPOCH_WALL + this.now
  }

  get freshness(): Freshness {
    return describe(this.state, this.#world())
  }

  hello(sequence: number, head = sequence, retry_ms = 0): Frame {
    return { type: 'hello', retry_ms, ...this.report(sequence, head) }
  }

  heartbeat(sequence: number, head = sequence): Frame {
    return { type: 'heartbeat', ...this.report(sequence, head) }
  }

  /** Started, board taken at `sequence`, and live there. */
  live(sequence = 0): this {
    this.start()
    this.board(sequence)
    this.receive(this.hello(sequence))
    return this
  }

  delivered(): Event[] {
    return this.actions.flatMap((action) => (action.type === 'deliver' ? action.events : []))
  }

  report(sequence: number, head: number) {
    return {
      cursor: at(sequence),
      head: at(head),
      server_time: this.serverTime,
      not_storing: null,
      as_of: null,
    }
  }

  #world(): World {
    return {
      now: this.now,
      wall: this.serverTime + this.skew,
      random: this.#options.random ?? (() => 0.5),
      tuning: this.tuning,
      filtered: this.#options.filtered ?? false,
    }
  }
}

export const BROKE: Lost = { how: 'broken', hop: 'unreachable', detail: 'connection reset' }
export const REFUSED: Lost = { how: 'broken', hop: 'refused', detail: 'ECONNREFUSED' }
export const ENDED: Lost = { how: 'ended', detail: 'the stream ended' }

export function status(code: number, retry_after_ms: number | null = null): Lost {
  return { how: 'status', status: code, retry_after_ms, detail: `HTTP ${code}` }
}

export function opened(actions: readonly Action[]): (Transport | 'board' | 'probe')[] {
  return actions.flatMap((action) => {
    if (action.type === 'open') return [action.transport]
    if (action.type === 'fetch_board') return ['board']
    return action.type === 'probe' ? ['probe'] : []
  })
}
