import type { BoardCause, Freshness } from '@watchfloor/client'
import {
  type Alert,
  type Board,
  type Event,
  type Health,
  isGoingOn,
  leftOutCount,
  type Millis,
  needsSomeone,
} from '@watchfloor/contract'
import { hostOf } from '../../shared/hops.ts'
import type { InboxRow } from '../../shared/inbox.ts'
import { type AlertAttention, createAlertAttention } from './alert-attention.ts'
import { type Answered, tellAnswer, tellTest } from './answers.ts'
import { createConnectionAttention } from './connection-attention.ts'
import type { Fold } from './decide.ts'
import { createGap } from './gap.ts'
import type { Group, Moved } from './groups.ts'
import { createHealthAttention } from './health-attention.ts'
import { isPaused } from './policy.ts'
import { createSilenceAttention } from './silence-attention.ts'
import { createStormAttention } from './storm-attention.ts'
import { createTeamAttention } from './team-attention.ts'
import { createTeller, type Effect, type Moment, type Teller } from './teller.ts'
import { awayWords, firstContactWords } from './words.ts'

export type AttentionInput =
  /** The whole board: the first one, or because the stream could not be continued. */
  | { readonly type: 'board'; readonly board: Board; readonly cause: BoardCause }
  | { readonly type: 'events'; readonly events: readonly Event[] }
  /** Lives that came and went while the log could not be followed, as they last fired. */
  | { readonly type: 'passed'; readonly alerts: readonly Alert[] }
  | { readonly type: 'freshness'; readonly freshness: Freshness }
  /** The computer woke; it slept since this wall time. */
  | { readonly type: 'woke'; readonly asleepSince: Millis }
  /** A deadline came, or the person's circumstances changed. */
  | { readonly type: 'tick' }
  | { readonly type: 'shown'; readonly row: string }
  | { readonly type: 'failed'; readonly row: string }
  /** A person wants to see whether a notification arrives. */
  | { readonly type: 'test' }
  | ({ readonly type: 'answered' } & Answered)

/** Everything that this person is told, and why: a function of what happened, with a memory. */
export interface Attention {
  readonly take: (input: AttentionInput, at: Moment) => readonly Effect[]
  /** Monotonic milliseconds at which `tick` has something to do; Infinity when nothing waits. */
  readonly deadline: () => number
  /** Was something taken in that is not decided about yet? A board that is saved now would say that all of it was told. */
  readonly isBehind: () => boolean
}

export interface AttentionOptions {
  readonly server: string
  readonly newId: () => string
  /** The board as it was last known on this computer; null at the first contact. */
  readonly saved: Board | null
  /** When it was last known to be true, wall time. */
  readonly savedAt: Millis | null
  /** What the inbox knows of this server, oldest first. */
  readonly rows: readonly InboxRow[]
  readonly startedAt: Pick<Moment, 'now' | 'wall'>
}

export function createAttention(options: AttentionOptions): Attention {
  const { server, saved, savedAt, rows } = options
  const serverName = hostOf(server)
  const tellerAt = createTeller({ server, serverName, newId: options.newId })
  const alerts: AlertAttention = createAlertAttention(rows)
  const health = createHealthAttention(rows)
  const silences = createSilenceAttention(rows)
  const team = createTeamAttention(rows, saved)
  const storm = createStormAttention(alerts)
  const connection = createConnectionAttention(server, options.startedAt.now, savedAt)
  const gap = createGap()
  const components = new Map<string, Health>()
  let isKnownServer = saved !== null || rows.length > 0
  let pausedUntil: Millis | null = null

  if (saved !== null) {
    for (const alert of saved.alerts.values()) alerts.take(alert)
    alerts.settle(null, savedAt ?? options.startedAt.wall)
  }
  gap.begin(options.startedAt.now, savedAt ?? options.startedAt.wall)

  const unconfirmed = (): number => {
    let count = 0
    for (const group of alerts.all())
      for (const alert of group.members.values()) count += Number(alert.unconfirmed)
    return count
  }
  const fold = (): Fold => (storm.isOn() ? 'in_storm' : null)

  const takeBoard = (board: Board, cause: BoardCause, teller: Teller): void => {
    const known = [...alerts.all()].flatMap((group) => [...group.members.values()])
    const isSame = known.some((alert) => board.alerts.get(alert.fingerprint)?.life === alert.life)
    // A log that knows none of what we know is another server's, even if it has this one's address.
    const isNewServer = (cause === 'unknown' || cause === 'future') && known.length > 0 && !isSame
    if (!isKnownServer || isNewServer) return meet(board, teller)
    gap.begin(teller.at.now, teller.at.wall)
    for (const alert of known) {
      // One of a level that the board leaves some out of may be among those.
      const isMissing = !board.alerts.has(alert.fingerprint) && !board.left_out?.[alert.level]
      if (isMissing) note(alerts.take(asOver(alert)))
    }
    for (const alert of board.alerts.values()) note(alerts.take(alert))
    for (const one of board.health.values()) components.set(one.component, one)
    closeGap(teller, false)
  }
  const note = (moved: Moved | undefined): void => {
    if (moved !== undefined) gap.note(moved)
  }

  /** First contact: one summary, never a notification for each of what is there (S23). */
  const meet = (board: Board, teller: Teller): void => {
    isKnownServer = true
    gap.end(teller.at.wall)
    alerts.clear()
    for (const alert of board.alerts.values()) alerts.take(alert)
    const firing = [...board.alerts.values()].filter(isGoingOn)
    const count = firing.length + leftOutCount(board.left_out)
    const criticals =
      firing.filter(({ level }) => level === 'critical').length + (board.left_out?.critical ?? 0)
    const words = firstContactWords(serverName, count, criticals)
    const matter = {
      key: 'server',
      kind: 'first_contact',
      level: null,
      reason: 'first_contact',
      words,
    } as const
    const row = isPaused(teller.at.circumstances, teller.at.wall)
      ? teller.note({ ...matter, reason: 'paused', count }, 'hold')
      : teller.notify({ ...matter, count }, { urgency: 'normal', sound: false, buttons: ['Open'] })
    alerts.settle(row, teller.at.wall)
    for (const one of board.health.values()) health.take(one, teller, unconfirmed())
  }

  const takeEvents = (events: readonly Event[], teller: Teller): void => {
    const moved = new Map<Group, Moved>()
    const news: Moved[] = []
    const back: Group[] = []
    const risen = new Set<Group>()
    for (const event of events) {
      if (event.source === 'health_monitor') {
        if (gap.isOpen()) components.set(event.data.component, event.data)
        else health.take(event.data, teller, unconfirmed())
      }
      silences.take(event, teller)
      if (event.source !== 'alert_processor') continue
      const change = alerts.take(event.data)
      if (change === undefined) continue
      if (gap.isOpen()) gap.note(change)
      else if (change.isNew) news.push(change)
      if (
        event.data.level === 'critical' &&
        change.before !== undefined &&
        change.before.level !== 'critical'
      )
        risen.add(change.group)
      const { name } = teller.at.circumstances
      if (event.type === 'alert_unacknowledged' && (name === null || event.data.by !== name))
        back.push(change.group)
      moved.set(change.group, change)
    }
    if (gap.isOpen()) return gap.held(teller.at.now)
    storm.take(news, teller)
    for (const group of moved.keys()) {
      if (risen.has(group)) alerts.risen(group, teller.at.wall)
      if (back.includes(group)) alerts.givenBack(group, teller, fold())
      else alerts.consider(group, teller, fold())
    }
  }

  /** The board has no trace of them any more: each has a row that says so (S17). */
  const takePassed = (passed: readonly Alert[], teller: Teller): void => {
    for (const alert of passed) {
      // One that fires again is told by that.
      if (alerts.find(alert.fingerprint) !== undefined) continue
      const moved = alerts.take(alert)
      alerts.take(asOver(alert))
      if (moved !== undefined) alerts.consider(moved.group, teller, null)
    }
  }

  const takeFreshness = (freshness: Freshness, teller: Teller): void => {
    const { state, proof } = freshness
    const { now, wall } = teller.at
    // By this computer's clock: the server's may be another.
    if (!RECEIVING.has(state)) gap.begin(now, proof === null ? wall : wall - (now - proof.at))
    const { told } = connection.take(freshness, teller, gap.meanwhile)
    if (state === 'live' && proof !== null && gap.isEndedBy(proof.at)) closeGap(teller, told)
  }

  /** The board is true again: what needs somebody is told on its own, the rest in one digest (S23). */
  const closeGap = (teller: Teller, isTold: boolean): void => {
    const ended = gap.end(teller.at.wall)
    if (ended === null) return
    const { from, gone, isLong, news } = ended
    for (const one of components.values()) health.take(one, teller, unconfirmed())
    components.clear()
    // After a short one they are as good as new, and may be a storm.
    if (!isLong) storm.take(news, teller)
    alerts.considerAll(teller, isLong ? 'in_digest' : fold())
    if (!isLong || isTold || (gone === 0 && news.length === 0)) return
    const open = [...alerts.all()].flatMap((group) => [...group.members.values()])
    const isNews = (alert: Alert): boolean => ended.isNews(alert)
    const criticals = open.filter((alert) => alert.level === 'critical' && needsSomeone(alert)).length
    const others = open.filter((alert) => alert.level !== 'critical' && isNews(alert)).length
    const words = awayWords(from, teller.at.wall, criticals, others, gone)
    const matter = {
      key: 'away',
      kind: 'away',
      level: null,
      reason: 'away',
      words,
      count: news.length + gone,
    } as const
    if (isPaused(teller.at.circumstances, teller.at.wall))
      teller.note({ ...matter, reason: 'paused' }, 'hold')
    else teller.notify(matter, { urgency: 'normal', sound: false, buttons: ['Open'] })
  }

  const tick = (teller: Teller): void => {
    const { circumstances, wall, now } = teller.at
    if (gap.isOverdue(now)) closeGap(teller, false)
    const wasPaused = pausedUntil !== null
    const isNowPaused = isPaused(circumstances, wall)
    pausedUntil = isNowPaused ? now + ((circumstances.paused_until ?? wall) - wall) : null
    if (wasPaused && !isNowPaused) {
      connection.pauseOver(teller)
      health.pauseOver(teller, unconfirmed())
      alerts.pauseOver(teller)
    }
    connection.tick(teller)
    storm.tick(teller)
    alerts.tick(teller)
  }

  const handle = (input: AttentionInput, teller: Teller): void => {
    switch (input.type) {
      case 'board':
        takeBoard(input.board, input.cause, teller)
        return team.takeBoard(input.board, teller)
      case 'events':
        takeEvents(input.events, teller)
        return team.takeEvents(input.events, teller)
      case 'passed':
        return takePassed(input.alerts, teller)
      case 'freshness':
        return takeFreshness(input.freshness, teller)
      case 'woke':
        gap.begin(teller.at.now, input.asleepSince)
        return connection.woke(teller.at.now)
      case 'shown':
        return alerts.shown(input.row)
      case 'failed':
        return alerts.failed(input.row, teller.at.now)
      case 'answered':
        return tellAnswer(input, teller)
      case 'test':
        return tellTest(teller)
      case 'tick':
        return
      default:
        input satisfies never
    }
  }

  return {
    take: (input, at) => {
      const teller = tellerAt(at)
      handle(input, teller)
      tick(teller)
      return teller.effects()
    },
    deadline: () =>
      Math.min(
        alerts.deadline(),
        connection.deadline(),
        storm.deadline(),
        gap.deadline(),
        pausedUntil ?? Infinity,
      ),
    isBehind: () => gap.isHolding() || alerts.isBehind(),
  }
}

/** What is no longer there has resolved, and flaps no more. */
function asOver({ episode: _flapped, ...alert }: Alert): Alert {
  return { ...alert, status: 'resolved' }
}

/** States in which events arrive as they happen; in the others they are what was missed. */
const RECEIVING: ReadonlySet<Freshness['state']> = new Set<Freshness['state']>([
  'live',
  'checking',
  'restarting',
])
