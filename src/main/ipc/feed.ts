import type { Freshness } from '@watchfloor/client'
import {
  type BoardSnapshot,
  type DurableEvent,
  type Event,
  isDurable,
  type StatsEvent,
} from '@watchfloor/contract'
import type { LivePiece, SinceAnswer } from '../../shared/ipc.ts'
import type { LiveListener, LiveSource } from '../realtime/live-source.ts'

export interface FeedOptions {
  readonly source: LiveSource
  readonly send: (piece: LivePiece<Freshness>) => void
  /** Runs once in a later turn of the loop. */
  readonly soon: (run: () => void) => void
  readonly limits?: FeedLimits
}

export interface Feed {
  /** A page began: the board as it stands, then what changes. Pieces are numbered from 1. */
  start(): void
  /** The page missed a piece. It goes on with the piece after the answer's `push`, whatever it had missed. */
  since(at: { readonly cursor: string | null }): SinceAnswer
  /** The page is gone. */
  stop(): void
}

export interface FeedLimits {
  /** Alerts in one piece of a board. */
  readonly alerts: number
  /** Events in one piece. */
  readonly events: number
  /** With more events than this waiting, a page that does not keep up would only fall further behind: it gets the board. */
  readonly waiting: number
}

const LIMITS: FeedLimits = { alerts: 300, events: 500, waiting: 5_000 }

type Unnumbered<P> = P extends unknown ? Omit<P, 'push'> : never
type Piece = Unnumbered<LivePiece<Freshness>>

/** Hands the board to the page in numbered pieces, each small enough that neither process stands still. */
export function createFeed({ source, send, soon, limits = LIMITS }: FeedOptions): Feed {
  let unsubscribe: (() => void) | undefined
  let push = 0
  let isTurnComing = false
  let isBoardWanted = false
  /** What is left of a board on its way. */
  let boardPieces: Piece[] = []
  let waiting: DurableEvent[] = []
  /** The newest since the board was sent. It is in no log, so a page that missed it is told it again. */
  let stats: StatsEvent | undefined
  let isStatsDue = false
  let isFreshnessDue = false

  const hand = (piece: Piece): void => send({ push: ++push, ...piece })

  const wake = (): void => {
    if (isTurnComing || unsubscribe === undefined) return
    isTurnComing = true
    soon(turn)
  }

  const wantBoard = (): void => {
    isBoardWanted = true
    boardPieces = []
    waiting = []
    stats = undefined
    isStatsDue = false
    wake()
  }

  const takeEvents = (events: readonly Event[]): void => {
    // The snapshot is taken when its first piece goes out, and holds them.
    if (isBoardWanted) return
    for (const event of events) {
      if (isDurable(event)) waiting.push(event)
      else {
        stats = event
        isStatsDue = true
      }
    }
    if (waiting.length > limits.waiting) wantBoard()
    wake()
  }

  const beginBoard = (): void => {
    isBoardWanted = false
    const board = source.board()
    if (board !== null) boardPieces = sliced(board.snapshot, board.saved_at, limits.alerts)
  }

  /** One piece of the board, or else the next events. */
  const handNext = (): void => {
    const piece = boardPieces.shift()
    if (piece !== undefined) return hand(piece)
    const events: Event[] = waiting.slice(0, limits.events)
    waiting = waiting.slice(limits.events)
    if (isStatsDue && stats !== undefined) events.push(stats)
    isStatsDue = false
    if (events.length > 0) hand({ kind: 'events', events })
  }

  const turn = (): void => {
    isTurnComing = false
    if (unsubscribe === undefined) return
    if (isBoardWanted) beginBoard()
    handNext()
    if (isFreshnessDue && boardPieces.length === 0) {
      isFreshnessDue = false
      hand({ kind: 'freshness', freshness: source.freshness(), server: source.server() })
    }
    if (boardPieces.length > 0 || waiting.length > 0 || isStatsDue) wake()
  }

  const listener: LiveListener = {
    onBoard: wantBoard,
    onEvents: takeEvents,
    onFreshness: () => {
      isFreshnessDue = true
      wake()
    },
  }

  return {
    start: () => {
      unsubscribe ??= source.subscribe(listener)
      push = 0
      isFreshnessDue = true
      wantBoard()
    },
    since: ({ cursor }) => {
      isFreshnessDue = true
      wake()
      // A page that misses part of a board that is still on its way cannot use the rest.
      const isBoardOnItsWay = isBoardWanted || boardPieces.length > 0
      const missed = cursor === null || isBoardOnItsWay ? null : source.eventsAfter(cursor)
      if (missed === null || missed.length > limits.waiting) {
        wantBoard()
        return { kind: 'board', push }
      }
      // What waits is among them.
      const durable = missed.filter(isDurable)
      waiting = durable.slice(limits.events)
      isStatsDue = false
      const events: Event[] = durable.slice(0, limits.events)
      if (stats !== undefined) events.push(stats)
      return { kind: 'events', push, events }
    },
    stop: () => {
      unsubscribe?.()
      unsubscribe = undefined
      boardPieces = []
      waiting = []
    },
  }
}

function sliced({ alerts, ...snapshot }: BoardSnapshot, saved_at: string | null, size: number): Piece[] {
  const hasMore = (from: number): boolean => from + size < alerts.length
  const slice = (from: number) => ({ alerts: alerts.slice(from, from + size) })
  const pieces: Piece[] = [{ kind: 'board', board: { ...snapshot, ...slice(0) }, saved_at, more: hasMore(0) }]
  for (let from = size; from < alerts.length; from += size)
    pieces.push({ kind: 'alerts', ...slice(from), more: hasMore(from) })
  return pieces
}
