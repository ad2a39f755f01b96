import type { Freshness } from '@watchfloor/client'
import { type Cursor, type Event, formatCursor, isDurable, movedTo, parseCursor } from '@watchfloor/contract'
import type { BoardListener } from '../../state/bridge.ts'
import type { TabMessage } from './tab-message.ts'

/** The part of a realtime client that a leading tab needs. */
export interface LedClient {
  start(): void
  stop(): void
  wake(): void
  networkChanged(online: boolean): void
  /** Undefined: the browser itself carries what it is signed in by. */
  setToken(token: undefined): void
  cursor(): string | undefined
}

export interface LeaderOptions {
  readonly listener: BoardListener
  /** Where the board stands that the listener holds; null when it holds none. */
  readonly cursor: Cursor | null
  /** A client that goes on from the cursor, or takes the board when there is none. */
  readonly createClient: (cursor: string | undefined, to: BoardListener) => LedClient
  readonly post: (message: TabMessage) => void
  readonly newRun: () => string
  readonly isSeen: () => boolean
}

export interface Leader {
  readonly client: LedClient
  /** Says where it stands, to those who ask whether it is there. */
  answer(): void
  /** Ends its stream; answers where the board stands that was handed on. */
  stop(): Cursor | null
}

/** The tab that holds the stream: everything that it is told it hands on to its own page and to the other tabs. */
export function createLeader(options: LeaderOptions): Leader {
  const { listener, post, newRun, isSeen } = options
  let run = newRun()
  let at = options.cursor === null ? null : formatCursor(options.cursor)
  let freshness: Freshness | null = null

  const tell = (before: string | null, events: readonly Event[], told: Freshness | null): void =>
    post({ kind: 'told', run, is_seen: isSeen(), before, cursor: at, events, freshness: told })

  const client = options.createClient(at ?? undefined, {
    onBoard: (board) => {
      run = newRun()
      at = board.cursor
      tell(at, [], null)
      listener.onBoard(board)
    },
    onEvents: (events) => {
      const before = at
      const last = events.findLast(isDurable)
      if (last !== undefined) at = formatCursor(movedTo(parseCursor(at ?? '') ?? {}, last))
      tell(before, events, null)
      listener.onEvents(events)
    },
    onFreshness: (next) => {
      const before = at
      freshness = next
      // Everything up to the client's cursor has been handed on by now.
      at = client.cursor() ?? at
      tell(before, [], next)
      listener.onFreshness(next)
    },
  })
  client.start()

  return {
    client,
    answer: () => tell(at, [], freshness),
    stop: () => {
      client.stop()
      return at === null ? null : (parseCursor(at) ?? null)
    },
  }
}
