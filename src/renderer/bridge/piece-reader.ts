import type { Freshness, Result } from '@watchfloor/client'
import {
  type BoardAlert,
  type BoardSnapshot,
  type Event,
  formatCursor,
  isDurable,
} from '@watchfloor/contract'
import type { LivePiece, SinceAnswer } from '../../shared/ipc.ts'
import type { BoardListener } from '../state/bridge.ts'

export type Piece = LivePiece<Freshness>

export interface PieceReaderOptions {
  readonly listener: BoardListener
  /** Asks main for what is missing after this cursor. */
  readonly since: (cursor: string | null) => Promise<Result<SinceAnswer>>
  readonly after: (milliseconds: number, run: () => void) => () => void
}

export interface PieceReader {
  take(piece: Piece): void
  /** Takes the board anew, whatever came before. */
  restart(): void
  stop(): void
}

/** A board whose pieces are still coming. */
interface Coming {
  readonly board: BoardSnapshot
  readonly saved_at: string | null
  readonly alerts: BoardAlert[]
}

/** How long after a refused question it is asked again, milliseconds. */
const AGAIN_MS = 1_000

/**
 * Puts main's numbered pieces together. A number that is missing is asked for once; what comes meanwhile waits, and
 * of it everything that the answer already covers is dropped, so nothing is applied twice.
 */
export function createPieceReader({ listener, since, after }: PieceReaderOptions): PieceReader {
  let expected = 1
  /** Where the board stands that was handed on; null before the first. */
  let cursor: string | null = null
  let coming: Coming | null = null
  /** What came while a question is open; null while none is. */
  let early: Piece[] | null = null
  let freshness: Freshness | null = null
  let cancel: (() => void) | undefined
  let isStopped = false

  const take = (piece: Piece): void => {
    if (isStopped || piece.push < expected) return
    if (early !== null) {
      early.push(piece)
      return
    }
    if (piece.push > expected || !fits(piece)) return ask(cursor)
    expected++
    apply(piece)
  }

  /** Main never sends the rest of a board without its beginning, or events into the middle of one. */
  const fits = (piece: Piece): boolean => {
    if (piece.kind === 'alerts') return coming !== null
    return piece.kind !== 'events' || (coming === null && cursor !== null)
  }

  const apply = (piece: Piece): void => {
    switch (piece.kind) {
      case 'board':
        coming = { board: piece.board, saved_at: piece.saved_at, alerts: [...piece.board.alerts] }
        if (!piece.more) finishBoard(coming)
        return
      case 'alerts':
        if (coming === null) return
        for (const alert of piece.alerts) coming.alerts.push(alert)
        if (!piece.more) finishBoard(coming)
        return
      case 'events':
        return applyEvents(piece.events)
      case 'freshness':
        freshness = piece.freshness
        return listener.onFreshness(freshness)
      default:
        piece satisfies never
    }
  }

  const finishBoard = ({ board, saved_at, alerts }: Coming): void => {
    coming = null
    cursor = board.cursor
    listener.onBoard({ ...board, alerts }, saved_at)
  }

  const applyEvents = (events: readonly Event[]): void => {
    if (events.length === 0) return
    const last = events.findLast(isDurable)
    if (last !== undefined) cursor = formatCursor(last)
    listener.onEvents(events)
  }

  const ask = (from: string | null): void => {
    // The answer covers every piece that main has sent by then, this one among them.
    early = []
    void since(from).then((answer) => {
      if (isStopped) return
      if (answer.ok) heal(answer.value)
      else failed(from)
    })
  }

  const heal = (answer: SinceAnswer): void => {
    const waiting = early ?? []
    early = null
    coming = null
    expected = answer.push + 1
    if (answer.kind === 'events') applyEvents(answer.events)
    for (const piece of waiting) take(piece)
  }

  /** A page that cannot learn what it missed must not look as if it had missed nothing. */
  const failed = (from: string | null): void => {
    if (freshness !== null) listener.onFreshness({ ...freshness, state: 'stopped' })
    cancel = after(AGAIN_MS, () => ask(from))
  }

  return {
    take,
    restart: () => ask(null),
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}
