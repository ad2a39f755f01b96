import {
  type AskCredential,
  type BoardCause,
  type Client,
  createClient,
  type Freshness,
  type Platform,
} from '@watchfloor/client'
import { type Alert, type Board, type Event, fromSnapshot, type Millis } from '@watchfloor/contract'
import type { AlertLife, InboxRow } from '../../shared/inbox.ts'
import { type Attention, type AttentionInput, createAttention } from '../notifications/attention.ts'
import { createDelivery } from '../notifications/delivery.ts'
import type { Inbox } from '../notifications/inbox.ts'
import type { Notifier } from '../notifications/notifier.ts'
import type { Circumstances } from '../notifications/policy.ts'
import { createKnownAs } from '../sign-in/known-as.ts'
import { takeAlerts } from './acknowledging.ts'
import { createBoardKeeper } from './board-keeper.ts'
import type { LiveSource } from './live-source.ts'
import { readPassedAlerts } from './passed-alerts.ts'
import { createBoardSaver, type SavedBoard } from './saved-board.ts'
import { createTurns } from './turns.ts'

export interface SessionOptions {
  readonly server: string
  readonly credential: AskCredential
  /** Null when there is none of this server. */
  readonly saved: SavedBoard | null
  readonly platform: Platform
  readonly inbox: Inbox
  readonly inboxSaved: () => Promise<void>
  readonly notifier: Notifier
  readonly circumstances: () => Circumstances
  readonly isPrivate: () => boolean
  /** By which name alerts are taken from outside the window, where the server knows no better one. */
  readonly name: () => string
  /** The person wants to sign in again. */
  readonly onSignIn: () => void
  readonly newId: () => string
  readonly writeBoard: (board: SavedBoard) => Promise<void>
  /** How writing it went: null is well. */
  readonly boardResult: (error: unknown) => void
  readonly report: (error: unknown) => void
  /** Something that the tray shows may have changed. */
  readonly onChange: () => void
  /** The person wants to see what this row speaks of. */
  readonly onOpen: (row: InboxRow) => void
}

/** One server, watched: its board, and what this person is told about it. */
export interface Session {
  readonly client: Client
  readonly source: LiveSource
  readonly start: () => void
  /** The computer woke; it slept since this wall time. */
  readonly woke: (asleepSince: Millis) => void
  /** Settings, or what lies in front of the person, changed. */
  readonly circumstancesChanged: () => void
  /** Takes these from outside the window; the answer comes as a notification, in the place of `row`'s if given. */
  readonly acknowledge: (alerts: readonly AlertLife[], row: InboxRow | null) => Promise<void>
  /** The board as it stands; null while nothing is known. */
  readonly board: () => Board | null
  /** Something to say that is not about an alert: shown at once, whatever holds. Answers its row. */
  readonly test: () => InboxRow
  readonly saveBoard: () => Promise<void>
  /** Ends it; nothing is told afterwards, and what it showed is taken from the screen. */
  readonly stop: () => Promise<void>
}

/** Events that one turn of the loop takes in. */
const AT_ONCE = 250
/** Clocks of servers and desks may differ by this much. */
const CLOCKS_MS = 2 * 60_000

export function createSession(options: SessionOptions): Session {
  const { server, saved, platform, inbox, report } = options
  const { clock, timers } = platform
  const keeper = createBoardKeeper({
    server,
    saved,
    freshness: () => client.freshness(),
    wall: clock.now,
    now: clock.monotonic,
  })
  const attention: Attention = createAttention({
    server,
    newId: options.newId,
    saved: saved === null ? null : (fromSnapshot(saved.snapshot) ?? null),
    savedAt: saved?.at ?? null,
    rows: inbox.rows().filter((row) => row.server === server),
    startedAt: { now: clock.monotonic(), wall: clock.now() },
  })
  const delivery = createDelivery({
    notifier: options.notifier,
    inbox,
    saved: options.inboxSaved,
    after: timers.after,
    onShown: (row) => decide({ type: 'shown', row }),
    onFailed: (row) => decide({ type: 'failed', row }),
    onOpen: options.onOpen,
    onAcknowledge: (row) => void acknowledge(row.alerts, row),
    onSignIn: options.onSignIn,
  })
  const saver = createBoardSaver({
    current: () => (attention.isBehind() ? null : keeper.toSave()),
    write: options.writeBoard,
    after: timers.after,
    now: clock.monotonic,
    result: options.boardResult,
  })
  const turns = createTurns(timers.soon, clock.monotonic)
  let alarm: { readonly at: number; readonly cancel: () => void } | null = null
  let shownState = ''
  let isStopped = false
  /** Until when the board was known to be true, wall time; null before there was one. */
  let knownUntil: Millis | null = saved?.at ?? null

  const knownAs = createKnownAs(() => client, report)
  const name = (): string => knownAs.name() ?? options.name()

  const moment = () => ({
    wall: clock.now(),
    now: clock.monotonic(),
    circumstances: { ...options.circumstances(), name: name() },
    is_private: options.isPrivate(),
  })

  const decide = (input: AttentionInput): void => {
    if (isStopped) return
    const wasBehind = attention.isBehind()
    delivery.run(attention.take(input, moment()))
    if (wasBehind && !attention.isBehind()) saver.changed()
    arm()
    if (isShown(input)) options.onChange()
  }

  /** Proofs of life come every few seconds, and alone they change nothing in the tray. */
  const isShown = (input: AttentionInput): boolean => {
    if (input.type === 'events') return input.events.some(({ source }) => source === 'alert_processor')
    if (input.type !== 'freshness') return true
    const { freshness } = input
    const before = shownState
    shownState = freshness.state === 'offline' ? `offline ${freshness.broken}` : freshness.state
    return shownState !== before
  }

  /** The one timer of attention. */
  const arm = (): void => {
    const at = attention.deadline()
    if (alarm?.at === at) return
    alarm?.cancel()
    alarm = null
    if (at === Infinity) return
    const wait = Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(at - clock.monotonic())))
    const cancel = timers.after(wait, () => {
      alarm = null
      decide({ type: 'tick' })
    })
    alarm = { at, cancel }
  }

  const takeEvents = (events: readonly Event[]): void => {
    keeper.takeEvents(events)
    decide({ type: 'events', events })
    saver.changed()
  }

  const onBoard = (snapshot: Parameters<typeof keeper.takeBoard>[0], cause: BoardCause): void => {
    const since = knownUntil
    if (!keeper.takeBoard(snapshot))
      return report(new Error('the board of the server has no readable cursor'))
    const board = keeper.current()
    if (board !== null) decide({ type: 'board', board, cause })
    saver.changed()
    if (since !== null && cause !== 'start') tellPassed(since)
  }

  /** The board tells what is; the history, what was in between (S17). */
  const tellPassed = (since: Millis): void => {
    // The history goes by the server's clock (S11).
    readPassedAlerts(client, since - (client.freshness().skew_ms ?? 0) - CLOCKS_MS)
      .then((alerts) => turns.add(() => decide({ type: 'passed', alerts })))
      .catch(report)
  }

  const client: Client = createClient({
    ...platform,
    url: server,
    credential: options.credential,
    ...(saved !== null && { cursor: saved.snapshot.cursor }),
    onBoard: (snapshot, cause) => turns.add(() => onBoard(snapshot, cause)),
    onEvents: (events) => {
      for (let from = 0; from < events.length; from += AT_ONCE) {
        const some = events.slice(from, from + AT_ONCE)
        turns.add(() => takeEvents(some))
      }
    },
    onFreshness: (freshness: Freshness) =>
      turns.add(() => {
        knownAs.take(freshness)
        const { state, proof } = freshness
        if (state === 'live' && proof !== null) knownUntil = clock.now() - (clock.monotonic() - proof.at)
        decide({ type: 'freshness', freshness: keeper.takeFreshness(freshness) })
      }),
  })

  const acknowledge: Session['acknowledge'] = async (lives, row) => {
    const find = (fingerprint: string): Alert | undefined => keeper.current()?.alerts.get(fingerprint)
    const taken = await takeAlerts(client, lives, find, name())
    const [first] = lives
    const alert = taken?.alert ?? (first === undefined ? undefined : find(first.fingerprint))
    const refusal =
      taken === null ? { kind: 'not_needed' as const, message: 'It has resolved.' } : taken.refusal
    decide({ type: 'answered', alert: alert ?? null, alerts: lives, row, refusal })
  }

  return {
    client,
    source: keeper,
    start: () => {
      arm()
      client.start()
    },
    woke: (asleepSince) => {
      turns.add(() => decide({ type: 'woke', asleepSince }))
      client.wake()
    },
    circumstancesChanged: () => decide({ type: 'tick' }),
    acknowledge,
    board: keeper.current,
    test: () => {
      const effects = attention.take({ type: 'test' }, moment())
      delivery.run(effects)
      const asked = effects.find((effect) => effect.type === 'notify')
      if (asked === undefined) throw new Error('a test was asked for, and nothing was told')
      return asked.row
    },
    saveBoard: saver.flush,
    stop: async () => {
      isStopped = true
      client.stop()
      turns.clear()
      alarm?.cancel()
      alarm = null
      saver.stop()
      delivery.clear()
      await saver.flush()
    },
  }
}
