import type { Freshness, Result } from '@watchfloor/client'
import {
  type BoardSnapshot,
  type Cursor,
  type Event,
  formatCursor,
  type Page,
  type ResetReason,
} from '@watchfloor/contract'
import { locateCursor } from '../../../../server/src/log/terms.ts'
import type { BoardListener } from '../../../../src/renderer/state/bridge.ts'
import { sampleStats } from '../../../support/stream/sample-events.ts'

const TIME = '2026-01-05T03:00:00.000Z'
const PAGE = 3

export function freshness(state: 'live' | 'offline' | 'checking'): Freshness {
  return { state, at: 0 } as unknown as Freshness
}

/** A log with its terms, that may be restored from an older copy. */
export class ModelServer {
  events: Event[] = []
  #terms = [{ epoch: 'a', first: 1 }]
  #count = 0
  readonly #boards = new WeakMap<BoardSnapshot, string[]>()
  /** How often every connection was cut. */
  cuts = 0

  get head(): Cursor {
    return { epoch: this.#terms.at(-1)?.epoch ?? '', sequence: this.events.length }
  }

  append(count: number): void {
    for (let n = 0; n < count; n++) {
      const { epoch, sequence } = this.head
      const data = { level: 'info', message: `number ${++this.#count}` } as const
      const place = { epoch, sequence: sequence + 1, prev: sequence }
      const head = { id: `id-${this.#count}`, timestamp: TIME }
      this.events.push({ type: 'system_notification', source: 'system', data, ...head, ...place })
    }
  }

  restart(): void {
    this.cuts++
    this.#terms.push({
      epoch: `${String.fromCharCode(97 + (this.cuts % 26))}${this.cuts}`,
      first: this.head.sequence + 1,
    })
  }

  /** An older copy of the log is put back: what came after it happens anew, and differently. */
  restore(length: number): void {
    this.events = this.events.slice(0, length)
    this.#terms = this.#terms.filter(({ first }) => first <= Math.max(1, length))
    this.restart()
  }

  locate(cursor: string): ReturnType<typeof locateCursor> {
    return locateCursor(cursor, this.#terms, this.head.sequence, 0)
  }

  board(): BoardSnapshot {
    const cursor = formatCursor(this.head)
    const board = { cursor, server_time: TIME, alerts: [], silences: [], health: [], stats: null }
    this.#boards.set(
      board,
      this.events.map(({ id }) => id),
    )
    return board
  }

  /** What a reader knows who holds this board: the log as it was then. */
  idsOf(board: BoardSnapshot): string[] {
    return [...(this.#boards.get(board) ?? [])]
  }

  page(cursor: string): Page {
    const head = formatCursor(this.head)
    const located = this.locate(cursor)
    if (!located.ok) {
      const reset = { control: 'reset', reason: located.reason as ResetReason, earliest: head, head } as const
      return { cursor: head, head, server_time: TIME, events: [], more: false, reset } as Page
    }
    const events = this.events.slice(located.sequence, located.sequence + PAGE)
    const sequence = located.sequence + events.length
    const at = formatCursor({ epoch: this.head.epoch, sequence })
    return { cursor: at, head, server_time: TIME, events, more: sequence < this.events.length } as Page
  }
}

/** A realtime client reduced to what it promises: from its cursor on everything, once, or a board. */
export class ModelClient {
  #position: Cursor | undefined
  #cuts = -1
  #isOver = false
  readonly #server: ModelServer
  readonly #to: BoardListener

  constructor(server: ModelServer, cursor: Cursor | undefined, to: BoardListener) {
    this.#server = server
    this.#position = cursor
    this.#to = to
  }

  readonly start = (): void => {}
  readonly wake = (): void => {}
  readonly networkChanged = (): void => {}
  readonly setToken = (): void => {}
  readonly cursor = (): string | undefined => this.#position && formatCursor(this.#position)
  readonly stop = (): void => {
    this.#isOver = true
  }

  get isRunning(): boolean {
    return !this.#isOver
  }

  /** Receives some of what there is, or says how fresh it is. */
  pump(random: () => number): void {
    if (this.#isOver) return
    const server = this.#server
    if (this.#cuts !== server.cuts || this.#position === undefined) {
      this.#cuts = server.cuts
      if (this.#position === undefined || !server.locate(formatCursor(this.#position)).ok) {
        this.#position = server.head
        return this.#to.onBoard(server.board())
      }
      // The first heartbeat of a resumed stream says where it stands in the log’s present term.
      this.#position = { epoch: server.head.epoch, sequence: this.#position.sequence }
    }
    const from = this.#position.sequence
    const events = server.events.slice(from, from + 1 + Math.floor(random() * 4))
    this.#position = {
      epoch: events.at(-1) === undefined ? this.#position.epoch : server.head.epoch,
      sequence: from + events.length,
    }
    if (random() < 0.2) events.push(sampleStats(from))
    if (events.length > 0) this.#to.onEvents(events)
    if (random() < 0.5) this.#to.onFreshness(freshness('live'))
  }

  /** The connection is lost and will be tried again. */
  lose(): void {
    if (this.#isOver) return
    this.#cuts = -1
    this.#to.onFreshness(freshness('offline'))
  }
}

/** Answers that are on their way: what is asked is answered by the log as it is then, and arrives later. */
export class ModelQuestions {
  readonly #open: (() => void)[] = []
  readonly #ways: (() => void)[] = []

  ask<T>(answer: () => T, fails: () => boolean): Promise<Result<T>> {
    return new Promise((resolve) => {
      this.#open.push(() => {
        const value: Result<T> = fails()
          ? { ok: false, reason: 'unreachable', message: 'refused' }
          : { ok: true, value: answer() }
        this.#ways.push(() => resolve(value))
      })
    })
  }

  get isEmpty(): boolean {
    return this.#open.length + this.#ways.length === 0
  }

  step(random: () => number): void {
    const list = random() < 0.5 ? this.#open : this.#ways
    list.splice(Math.floor(random() * list.length), 1)[0]?.()
  }
}
