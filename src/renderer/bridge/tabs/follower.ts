import type { Freshness, Result } from '@watchfloor/client'
import {
  type BoardSnapshot,
  type Cursor,
  type Event,
  formatCursor,
  isDurable,
  movedTo,
  type Page,
  parseCursor,
} from '@watchfloor/contract'
import type { BoardListener } from '../../state/bridge.ts'
import type { Told } from './tab-message.ts'

export interface FollowerOptions {
  readonly listener: BoardListener
  /** Where the board stands that the listener holds; null when it holds none. */
  readonly cursor: Cursor | null
  readonly fetchBoard: () => Promise<Result<BoardSnapshot>>
  readonly fetchAfter: (cursor: string) => Promise<Result<Page>>
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly random: () => number
}

export interface Follower {
  take(told: Told): void
  /** Where the board stands that was handed on. */
  cursor(): Cursor | null
  stop(): void
}

/** How long after a refused question it is asked again: from the first to the last, milliseconds. */
const AGAIN_MS = { first: 1_000, most: 30_000 }
/** So many messages wait for an answer at most; of more, the answer to the next question tells. */
const MOST_WAITING = 1_000

/**
 * A tab that follows the leading one. Whatever cannot be continued (another leader, something missed, a log that was
 * reset) is asked of the server, from where this tab's own board stands: the server alone knows whether that cursor is
 * still good. What the leader tells meanwhile waits; of it everything that the answer covers is dropped.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { listener, after, random } = options
  let last = options.cursor
  /** What it is joined to, see `termOf`. */
  let joined: string | null = null
  /** What was told while a question is open; null while none is. */
  let waiting: Told[] | null = null
  let freshness: Freshness | null = null
  let failures = 0
  /** A gap in a run that was joined a moment ago: the server is not asked in a circle. */
  let isRejoining = false
  let cancel: (() => void) | undefined
  let isStopped = false

  const take = (told: Told): void => {
    if (isStopped) return
    if (told.freshness !== null) freshness = told.freshness
    // The leader has no board yet: it has told nothing that could be missed.
    if (told.cursor === null) return tell()
    if (waiting !== null) {
      if (waiting.length >= MOST_WAITING) waiting.length = 0
      waiting.push(told)
      tell()
      if (failures > 0 && told.freshness?.state === 'live') askNow()
      return
    }
    if (termOf(told) !== joined) return join(told, 0)
    if (!continues(told)) {
      const pause = isRejoining ? AGAIN_MS.first : 0
      isRejoining = true
      return join(told, pause)
    }
    isRejoining = false
    apply(told)
  }

  const continues = ({ before }: Told): boolean => {
    const from = before === null ? undefined : parseCursor(before)
    return last !== null && from !== undefined && from.sequence <= last.sequence
  }

  const apply = (told: Told): void => {
    applyEvents(told.events)
    reach(told.cursor)
    if (told.freshness !== null) tell()
  }

  /** Each event once, whoever tells it. */
  const applyEvents = (events: readonly Event[]): void => {
    const from = last?.sequence ?? 0
    const fresh = events.filter((event) => !isDurable(event) || event.sequence > from)
    const newest = fresh.findLast(isDurable)
    if (newest !== undefined) last = movedTo(last ?? {}, newest)
    if (fresh.length > 0) listener.onEvents(fresh)
  }

  const reach = (cursor: string | null): void => {
    const at = cursor === null ? undefined : parseCursor(cursor)
    if (at !== undefined && last !== null && at.sequence >= last.sequence) last = at
  }

  const join = (told: Told, pause: number): void => {
    waiting = [told]
    if (pause > 0) again(pause)
    else void ask()
  }

  const again = (pause: number): void => {
    cancel?.()
    cancel = after(pause, () => {
      cancel = undefined
      void ask()
    })
  }

  /** The server is back: what waits for its next attempt need not wait. */
  const askNow = (): void => {
    if (cancel === undefined) return
    cancel()
    cancel = undefined
    void ask()
  }

  const ask = async (): Promise<void> => {
    const asked = newestTerm()
    const answer = last === null ? await askBoard() : await askSince(formatCursor(last))
    if (isStopped) return
    if (answer === 'failed') {
      failures++
      tell()
      return again(Math.min(AGAIN_MS.most, AGAIN_MS.first * 2 ** (failures - 1)) * (0.5 + random() / 2))
    }
    failures = 0
    const newest = newestTerm()
    // Whoever began to tell after the question was asked may tell of another log than the one that answered.
    if (answer === 'more' || newest !== asked) return ask()
    joined = newest
    const queue = waiting ?? []
    waiting = null
    for (const told of queue) if (termOf(told) === joined || waiting !== null) take(told)
    tell()
  }

  const newestTerm = (): string | null => {
    const newest = waiting?.at(-1)
    return newest === undefined ? null : termOf(newest)
  }

  const askBoard = async (): Promise<'whole' | 'failed'> => {
    const answer = await options.fetchBoard()
    if (isStopped) return 'failed'
    const cursor = answer.ok ? parseCursor(answer.value.cursor) : undefined
    if (!answer.ok || cursor === undefined) return 'failed'
    last = cursor
    listener.onBoard(answer.value)
    return 'whole'
  }

  const askSince = async (cursor: string): Promise<'whole' | 'more' | 'failed'> => {
    const answer = await options.fetchAfter(cursor)
    if (isStopped || !answer.ok) return 'failed'
    const { events, more, reset } = answer.value
    if (reset !== undefined) {
      last = null
      return 'more'
    }
    applyEvents(events)
    reach(answer.value.cursor)
    return more ? 'more' : 'whole'
  }

  /** A tab that cannot learn what it missed must not look as if it had missed nothing. */
  const tell = (): void => {
    if (freshness === null) return
    const isLive = freshness.state === 'live' || freshness.state === 'catching_up'
    if (waiting === null || !isLive) listener.onFreshness(freshness)
    else if (failures > 0) listener.onFreshness({ ...freshness, state: 'checking' })
  }

  return {
    take,
    cursor: () => last,
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}

/**
 * What may be continued without asking: a run of one leader within one term of the log. In another term the leader may
 * stand where a restored log still goes on, and this tab, which was ahead of it, no longer does.
 */
function termOf({ run, cursor }: Told): string {
  return `${run} ${cursor?.slice(0, cursor.lastIndexOf('.'))}`
}
