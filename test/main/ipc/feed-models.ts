import type { Freshness } from '@watchfloor/client'
import {
  applyEvent,
  type BoardDraft,
  type BoardSnapshot,
  type Event,
  emptyBoard,
  formatCursor,
  fromSnapshot,
  isDurable,
} from '@watchfloor/contract'
import type { LiveListener, LiveSource } from '../../../src/main/realtime/live-source.ts'
import type { LivePiece, SinceAnswer } from '../../../src/shared/ipc.ts'
import { sampleEvent, sampleStats } from '../../support/stream/sample-events.ts'

export const FRESH = { state: 'stopped', at: 0 } as unknown as Freshness

/** A board that grows by sample events, and keeps the last of them. */
export class ModelSource implements LiveSource {
  draft: BoardDraft
  readonly kept: Event[] = []
  #listener: LiveListener | undefined
  #n = 0
  readonly #keeps: number

  constructor(alerts: number, keeps = 6_000) {
    this.draft = draft('a')
    this.#keeps = keeps
    this.#grow(alerts)
  }

  readonly board = () => ({ snapshot: this.snapshot(), saved_at: null })
  readonly freshness = (): Freshness => FRESH
  readonly server = (): string => 'https://watch.example.com'
  readonly subscribe = (listener: LiveListener) => {
    this.#listener = listener
    return () => {
      this.#listener = undefined
    }
  }

  readonly eventsAfter = (cursor: string): readonly Event[] | null => {
    const index = this.kept.findIndex((event) => isDurable(event) && formatCursor(event) === cursor)
    if (index >= 0) return this.kept.slice(index + 1)
    return cursor === formatCursor(this.draft.cursor) ? [] : null
  }

  snapshot(): BoardSnapshot {
    const { cursor, alerts, silences, health, stats } = this.draft
    return {
      cursor: formatCursor(cursor),
      server_time: '2026-01-05T03:00:00.000Z',
      alerts: [...alerts.values()],
      silences: [...silences.values()],
      health: [...health.values()],
      stats,
    }
  }

  happen(count: number): void {
    this.#listener?.onEvents(this.#grow(count))
  }

  count(firing: number): void {
    const event = sampleStats(firing)
    applyEvent(this.draft, event)
    this.#listener?.onEvents([event])
  }

  /** The log could not be continued: another board, of another term. */
  replace(alerts: number): void {
    this.draft = draft(`${this.draft.cursor.epoch}a`.slice(-16))
    this.kept.length = 0
    this.#grow(alerts)
    this.#listener?.onBoard()
  }

  breathe(): void {
    this.#listener?.onFreshness(FRESH)
  }

  #grow(count: number): Event[] {
    const events = Array.from({ length: count }, () => {
      const { epoch, sequence } = this.draft.cursor
      // Every fourth alert is one that is already there.
      const n = this.#n++ % 4 === 3 ? Math.floor(this.#n / 2) : this.#n
      const event = { ...sampleEvent(n, epoch, sequence + 1), prev: sequence } as Event
      applyEvent(this.draft, event)
      return event
    })
    this.kept.push(...events)
    this.kept.splice(0, this.kept.length - this.#keeps)
    return events
  }
}

function draft(epoch: string): BoardDraft {
  return { ...emptyBoard({ epoch, sequence: 0 }), alerts: new Map(), silences: new Map(), health: new Map() }
}

/** A page: takes pieces in order, and asks when it misses one. */
export class ModelPage {
  board: BoardDraft | undefined
  /** What was done wrong, in words. */
  readonly wrong: string[] = []
  readonly sizes: number[] = []
  #expected = 1
  #isAsking = false
  #early: LivePiece<Freshness>[] = []
  #coming: { readonly board: BoardSnapshot; readonly alerts: BoardSnapshot['alerts'][number][] } | undefined

  get cursor(): string | null {
    return this.board === undefined ? null : formatCursor(this.board.cursor)
  }

  /** Answers whether it must ask `since`. */
  take(piece: LivePiece<Freshness>): boolean {
    if (this.#isAsking) {
      this.#early.push(piece)
      return false
    }
    if (piece.push < this.#expected) return false
    if (piece.push > this.#expected) {
      this.#isAsking = true
      this.#early = [piece]
      return true
    }
    this.#expected++
    if (piece.kind === 'board') this.#coming = { board: piece.board, alerts: [...piece.board.alerts] }
    if (piece.kind === 'alerts') {
      if (this.#coming === undefined) this.wrong.push(`alerts without a board in piece ${piece.push}`)
      this.#coming?.alerts.push(...piece.alerts)
    }
    if (piece.kind === 'board' || piece.kind === 'alerts') {
      this.sizes.push(piece.kind === 'board' ? piece.board.alerts.length : piece.alerts.length)
      if (!piece.more) this.#finishBoard()
    }
    if (piece.kind === 'events') this.#apply(piece.events)
    return false
  }

  /** Answers whether it must ask again. */
  answered(answer: SinceAnswer): boolean {
    this.#isAsking = false
    this.#expected = answer.push + 1
    this.#coming = undefined
    if (answer.kind === 'events') this.#apply(answer.events)
    const early = this.#early
    this.#early = []
    return early.map((piece) => this.take(piece)).some(Boolean)
  }

  #finishBoard(): void {
    if (this.#coming === undefined) return
    const { board, alerts } = this.#coming
    this.#coming = undefined
    const whole = fromSnapshot({ ...board, alerts })
    if (whole === undefined) return
    const { silences, health, cursor, stats } = whole
    this.board = {
      cursor,
      stats,
      alerts: new Map(whole.alerts),
      silences: new Map(silences),
      health: new Map(health),
    }
  }

  #apply(events: readonly Event[]): void {
    if (this.#coming !== undefined) this.wrong.push('events within a board')
    this.sizes.push(events.length)
    for (const event of events) {
      if (this.board === undefined) this.wrong.push('events before a board')
      else {
        const at = this.board.cursor
        if (isDurable(event) && (event.epoch !== at.epoch || event.sequence !== at.sequence + 1))
          this.wrong.push(`${formatCursor(event)} after ${formatCursor(at)}`)
        applyEvent(this.board, event)
      }
    }
  }
}
