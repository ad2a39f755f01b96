import { formatTime } from '@watchfloor/contract'
import { NO_ROUTING, type Routing } from '../alertmanager/routing.ts'
import { acknowledge, unacknowledge } from '../alerts/acknowledge.ts'
import { Agenda } from '../alerts/agenda.ts'
import { EndedReports } from '../alerts/ended-reports.ts'
import { ingest } from '../alerts/ingest.ts'
import { mendSwitches } from '../alerts/mend-switches.ts'
import { toAlert } from '../alerts/payload.ts'
import { resolveByHand } from '../alerts/resolve-by-hand.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { nextLook } from '../alerts/tick-alert.ts'
import { refusedAt, withRefused } from '../health/refused-message.ts'
import { type Finding, receiversFinding } from '../health/rows.ts'
import { DEFAULT_SELF_LIMITS, type SelfLimits, SelfWatch } from '../health/self-watch.ts'
import { withBrokenStore } from '../health/with-broken-store.ts'
import { readPastBoard } from '../history/past-board.ts'
import { readHistory } from '../history/read-history.ts'
import { sourcesFirst } from '../inhibition/sources-first.ts'
import { DEFAULT_WINDOW, MemoryWindow, type WindowLimits } from '../log/memory-window.ts'
import { openLog } from '../log/open-log.ts'
import { silencesOf } from '../silences/silence-commands.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'
import { StatsCollector } from '../stats/stats-collector.ts'
import type { Storage, Term } from '../storage/storage.ts'
import { alertQueries } from './alert-queries.ts'
import { ClockWatch } from './clock-watch.ts'
import type { CommandAnswer, Core, IngestAnswer } from './core.ts'
import { type CoreMetrics, type Log, logNotification } from './core-metrics.ts'
import { withFollowUps } from './follow-ups.ts'
import { startHousekeeping } from './housekeeping.ts'
import { Projection } from './projection.ts'
import type { Retention } from './retention.ts'
import { Routes } from './routes.ts'
import type { Clock, Timers } from './runner.ts'
import { createSilencing } from './silencing.ts'
import { Stage } from './stage.ts'
import { stateOf } from './state.ts'
import { type Command, NotStored, Writer } from './writer.ts'

export interface CoreParts {
  readonly storage: Storage
  readonly rules: AlertRules
  /** Nothing inhibits, and everything is for this server, when absent. */
  readonly routing?: Routing
  readonly silencePolicy?: SilencePolicy
  /** Health rows of whatever runs beside the core. */
  readonly notices?: () => readonly Finding[]
  readonly window?: WindowLimits
  readonly selfLimits?: SelfLimits
  /** Room left on the disk of the data folder, bytes. */
  readonly freeBytes?: () => Promise<number>
  readonly clock: Clock
  readonly timers: Timers
  readonly newId: () => string
  /** Short random text of [a-z0-9] that names this term of the log. */
  readonly newEpoch: () => string
  readonly metrics: CoreMetrics
  readonly log: Log
  readonly retention: Retention
}

/**
 * Builds the heart of the server on a storage: loads what was committed, opens a new term of the log (S16), and
 * starts the timers. Rejects when the storage cannot be read or the term cannot be recorded.
 */
export async function createCore(parts: CoreParts): Promise<Core> {
  const { storage, rules, clock, timers, metrics, log } = parts
  const startedAt = clock.now()
  const stored = await storage.load(Date.parse(`${formatTime(startedAt).slice(0, 10)}T00:00:00Z`), 10_000)
  const term: Term = { epoch: parts.newEpoch(), first: stored.head + 1 }
  await storage.openTerm(term)

  const state = stateOf(stored, (parts.routing ?? NO_ROUTING).inhibitRules)
  const window = new MemoryWindow(parts.window ?? DEFAULT_WINDOW)
  window.append(stored.recent)
  const oldest = (await storage.events.firstSince(startedAt - parts.retention.cursors)) ?? stored.head + 1
  const open = openLog({
    terms: [...stored.terms, term],
    head: stored.head,
    earliest: oldest - 1,
    store: storage.events,
    window,
    onSubscriberError: (error) => {
      metrics.taskFailed('subscriber')
      log.error({ err: error }, 'a subscriber of the log failed')
    },
  })

  const watch = new ClockWatch(clock, rules.resolveTimeout)
  const silencing = createSilencing({ state, policy: parts.silencePolicy, newId: parts.newId, clock })
  const ended = new EndedReports()
  const agenda = new Agenda(startedAt)
  const board = new Projection(state, open.log.head(), rules.severities, startedAt)
  const stats = new StatsCollector({
    state,
    severities: rules.severities,
    resolvedToday: stored.resolvedToday,
    now: clock.now,
    timers,
    newId: parts.newId,
  })
  /** Alerts and sources whose last change is not on disk yet. */
  const unwritten = { alerts: new Set<string>(), sources: new Set<string>() }
  let commitMs: number | undefined
  const self = new SelfWatch(parts.selfLimits ?? DEFAULT_SELF_LIMITS)

  const view = () => ({ now: clock.now(), rules, holdUntil: watch.holdUntil })
  const schedule = (fingerprint: string): void => {
    const record = state.alerts.get(fingerprint)
    if (record === undefined) agenda.remove(fingerprint)
    else agenda.schedule(fingerprint, nextLook(record, view()))
  }

  const bareWriter = new Writer({
    newStage: (below) =>
      new Stage(
        state,
        { head: open.log.head(), now: clock.now(), severities: rules.severities, newId: parts.newId },
        below,
      ),
    commit: storage.commit,
    now: clock.now,
    monotonic: clock.monotonic,
    onCommitTime: (seconds) => {
      commitMs = seconds * 1000
      self.committed(commitMs, clock.now())
      metrics.commit(seconds)
    },
    onFailed: (error) => {
      metrics.commitFailed()
      if (open.log.degraded() === undefined)
        log.error({ err: error }, 'the log cannot be written; nothing is accepted')
      open.setDegraded(`the store cannot be written: ${error.message}`)
      watch.hold()
    },
    onSettled: (stage) => {
      if (stage.durable && open.log.degraded() !== undefined) {
        log.info({}, 'the log can be written again')
        open.setDegraded(undefined)
        watch.hold()
      }
      const { alerts, lazy, silences, sources } = stage.touched
      for (const id of silences) silencing.schedule(id)
      const waits = new Set(stage.durable ? [] : lazy)
      for (const key of alerts) {
        if (waits.has(key)) unwritten.alerts.add(key)
        else unwritten.alerts.delete(key)
        schedule(key)
      }
      for (const key of sources) {
        if (stage.durable) unwritten.sources.delete(key)
        else unwritten.sources.add(key)
      }
      board.apply(stage.events)
      for (const event of stage.events) {
        metrics.published(event.type, event.source)
        if (event.type === 'system_notification') logNotification(log, event.data)
      }
      if (stage.events.length > 0) stats.onEvents(stage.events)
      open.append(stage.events)
    },
  })
  const writer = withFollowUps(bareWriter, [silencing.followUp])
  const atStart = view()
  for (const record of state.alerts.values()) agenda.schedule(record.fingerprint, nextLook(record, atStart))

  const command = <T>(run: Command<CommandAnswer<T>>): Promise<CommandAnswer<T>> =>
    writer.do(run).catch((error: unknown) => {
      if (!(error instanceof NotStored)) throw error
      if (error.reason === 'bug') throw error
      return { ok: false, reason: 'store', message: error.message }
    })

  const routes = new Routes({ state, writer, clock, initial: parts.routing ?? NO_ROUTING })
  // The rules may be others than those of the last start.
  await routes.route(routes.current)
  await writer.do((stage) => {
    silencing.mend(stage)
    mendSwitches(stage, rules)
  })

  const housekeeping = startHousekeeping({
    state,
    writer,
    agenda,
    watch,
    silences: silencing,
    rules,
    board,
    unwritten,
    clock,
    timers,
    events: storage.events,
    fillHistory: storage.history.fill,
    trim: open.trim,
    retention: parts.retention,
    store: () => ({
      degraded: open.log.degraded(),
      slow: self.slowness(clock.now()),
      latencyMs: commitMs,
    }),
    onJump: (ms) => self.jumped(ms, clock.now()),
    lookAtDisk: async () => {
      const free = await parts.freeBytes?.()
      if (free !== undefined) self.disk(free)
    },
    routeAnew: () => routes.routeAnew(),
    notices: () => [
      ...(routes.current.unserved === undefined ? [] : [receiversFinding(routes.current.unserved)]),
      ...silencing.notices(),
      ...(parts.notices?.() ?? []),
      ...self.rows(clock.now()),
    ],
    schedule,
    onFailed: (task, error) => {
      metrics.taskFailed(task)
      log.error({ err: error, task }, 'a background task failed')
    },
    log,
  })

  return {
    log: open.log,
    ingest: (batch) =>
      writer
        .do((stage) => {
          let stale = 0
          const answer = ingest(stage, sourcesFirst(batch, routes.current.inhibitRules), {
            rules,
            silencesOf: (labels) => silencesOf(stage, silencing.index, labels),
            receiversOf: routes.current.receiversOf,
            mutedBy: (labels) => routes.current.mutedBy(labels, stage.now),
            ended,
            listeningSince: startedAt,
            onStale: () => {
              stale++
            },
          })
          return { answer, stale }
        })
        .then(({ answer, stale }): IngestAnswer => {
          if (answer.ok) {
            metrics.ingested(batch.product, 'accepted', answer.accepted - stale)
            metrics.ingested(batch.product, 'stale', stale)
            metrics.ingested(batch.product, 'rejected', answer.rejected.length)
          }
          return answer
        })
        .catch((error: unknown): IngestAnswer => {
          if (!(error instanceof NotStored) || error.reason === 'bug') throw error
          // Whoever was refused may have said that his alerts go on (S4).
          watch.hold()
          return { ok: false, reason: error.reason, message: error.message }
        }),
    refused: (message) =>
      command((stage) => {
        stage.putSource(withRefused(stage.source(refusedAt(message)), message, stage.now))
        return { ok: true, value: undefined }
      }),
    acknowledge: (request) =>
      command((stage) =>
        withAlert(acknowledge(stage, request), (record) => toAlert(record, rules.severities)),
      ),
    unacknowledge: (request) =>
      command((stage) =>
        withAlert(unacknowledge(stage, request), (record) => toAlert(record, rules.severities)),
      ),
    resolve: (request) =>
      command((stage) =>
        withAlert(resolveByHand(stage, request), (record) => toAlert(record, rules.severities)),
      ),
    ...silencing.commands(command),
    route: (given) => routes.route(given),
    board: () => {
      const snapshot = board.snapshot(clock.now(), stats.latest)
      const degraded = open.log.degraded()
      return degraded === undefined ? snapshot : withBrokenStore(snapshot, degraded)
    },
    ...alertQueries(state, rules, { now: clock.now, holdUntil: () => watch.holdUntil }),
    history: storage.events.history,
    readHistory: (query) => readHistory(storage.events, open.log.head().sequence, query),
    activity: storage.history.activity,
    statistics: storage.history.statistics,
    pastBoard: (time) => readPastBoard(storage.history, time),
    stats: () => stats.latest,
    subscribeStats: (listener) => stats.subscribe(listener),
    now: clock.now,
    close: async () => {
      housekeeping.stop()
      stats.close()
      if (open.log.degraded() === undefined) await housekeeping.flush()
      await writer.close()
      await storage.close()
    },
  }
}

function withAlert<A, B>(answer: CommandAnswer<A>, map: (value: A) => B): CommandAnswer<B> {
  return answer.ok ? { ok: true, value: map(answer.value) } : answer
}
