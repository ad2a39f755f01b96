import { NO_ROUTING } from '../alertmanager/routing.ts'
import { EndedReports } from '../alerts/ended-reports.ts'
import type { Actor } from '../audit/actor.ts'
import { newKey, signerOf } from '../audit/checkpoint.ts'
import { Tally } from '../audit/tally.ts'
import { endOutgrown } from '../commands/outgrown.ts'
import { unhurried } from '../ground/pace.ts'
import { perAlert } from '../ground/standing.ts'
import { Capacity } from '../health/capacity.ts'
import { LostTail } from '../health/lost-tail.ts'
import { type Finding, receiversFinding } from '../health/rows.ts'
import { DEFAULT_SELF_LIMITS, SelfWatch } from '../health/self-watch.ts'
import { byTheClock, withFollowUps } from '../ledger/follow-ups.ts'
import { Stage } from '../ledger/stage.ts'
import { stateOf } from '../ledger/state.ts'
import { Writer } from '../ledger/writer.ts'
import { EVERYTHING, type Sight } from '../scope/sight.ts'
import { StatsCollector } from '../stats/stats-collector.ts'
import { afterOthers, traced } from './after-commit.ts'
import { Afterwards } from './afterwards.ts'
import { alertAgenda } from './alert-agenda.ts'
import { startAuditing } from './auditing.ts'
import { startBeside } from './beside.ts'
import { DEFAULT_BOARD_LIMITS } from './board-limits.ts'
import { ClockWatch } from './clock-watch.ts'
import type { Core } from './core.ts'
import { alertCommands, type Perform, performer } from './core-commands.ts'
import type { CoreParts } from './core-parts.ts'
import { credentialCommands } from './credentials.ts'
import { CurrentRouting } from './current-routing.ts'
import { ALWAYS_OURS, LAST_MOMENT_MS } from './duty.ts'
import { type Following, followOthers } from './following.ts'
import { startHousekeeping } from './housekeeping.ts'
import { breakGlassOf } from './local-acts.ts'
import { mendAll } from './mend-all.ts'
import { note } from './note.ts'
import { earliestOf, openTerm } from './open-term.ts'
import { purgeCommands } from './purging.ts'
import { midnightBefore } from './retention.ts'
import { sessionCommands } from './sessions.ts'
import { severityCommands } from './severities.ts'
import { createSilencing, type SilenceCommands, silenceCommands } from './silencing.ts'
import { StoreWatch } from './store-watch.ts'
import { Unwritten } from './unwritten.ts'
import { Views } from './views.ts'

/** Newest events that a start reads back into memory. */
const RECENT_EVENTS = 10_000

/**
 * Builds the heart of the server on a storage: loads what was committed, opens a new term of the log (S16), and
 * starts the timers. Rejects when the storage cannot be read or the term cannot be recorded.
 */
export async function createCore(parts: CoreParts): Promise<Core> {
  const { storage, clock, timers, newId, metrics, logger, routing: initial = NO_ROUTING } = parts
  const { run = unhurried().run } = parts
  const startedAt = clock.now()
  const stored = await storage.load(midnightBefore(startedAt), RECENT_EVENTS)
  const { shared, shared: { duty } = { duty: ALWAYS_OURS } } = storage
  const open = await openTerm(parts, stored, {
    now: startedAt,
    catchUp: () => bareWriter.follow(),
    asOf: () => others?.asOf(),
  })

  const given = parts.rules.severities
  const state = stateOf(stored, initial.inhibitRules, given)
  const severities = state.severityNames.table
  const rules = { ...parts.rules, severities }
  const watch = new ClockWatch(clock, rules.resolveTimeout)
  const self = new SelfWatch(parts.selfLimits ?? DEFAULT_SELF_LIMITS)
  const store = new StoreWatch({ open, behind: storage.behind, self, watch, clock, metrics, logger })
  const capacity = new Capacity()
  const onFull = (reason: string): void => {
    capacity.refused('silences', { reason }, clock.now())
    metrics.limited('silences', 1)
  }
  const silencing = createSilencing({ state, policy: parts.silencePolicy, newId, clock, onFull })
  const { agenda, schedule, scheduleAll } = alertAgenda(state, rules, clock, watch)
  const unwritten = new Unwritten()
  const { resolvedToday } = stored
  const stats = new StatsCollector({ state, severities, resolvedToday, now: clock.now, timers, newId })

  let views: Views | undefined
  const lostTail = new LostTail(state.health.get(LostTail.ROW))
  if (parts.damage !== undefined) lostTail.noteDamaged(parts.damage, startedAt)
  const after = {
    store,
    unwritten,
    scheduleAlerts: scheduleAll,
    scheduleSilence: silencing.schedule,
    stats,
    views: () => views,
    metrics,
    logger,
    publish: open.append,
    takeLater: (later: Stage['later']) => afterwards.take(later),
  }
  const others: Following | undefined =
    shared &&
    followOthers({
      ...after,
      shared,
      state,
      open,
      afterOthers: afterOthers(after),
      earliestOf: (stored) => earliestOf(parts, stored, clock.now()),
      lostTail,
      watch,
      tracing: parts.tracing,
      clock,
    })
  const bareWriter: Writer = new Writer({
    newStage: (below) => new Stage(state, { head: open.log.head(), now: clock.now(), newId }, below),
    commit: storage.commit,
    now: clock.now,
    monotonic: clock.monotonic,
    onCommitTime: (seconds) => {
      store.committed(seconds)
      others?.committed(seconds)
      parts.tracing?.committed(seconds)
    },
    onFailed: (error) => store.failed(error),
    onSettled: traced(parts.tracing, after),
    others,
  })
  const writer = withFollowUps(bareWriter, [endOutgrown, silencing.followUp])
  const onFailed = (task: string, error: unknown): void => {
    metrics.taskFailed(task)
    logger.error({ err: error, task }, 'a background task failed')
  }
  const afterwards = new Afterwards(writer.do, (error) => onFailed('afterwards', error))
  const routing = new CurrentRouting({ state, writer, afterwards, clock, initial, run })
  const clockWriter = shared === undefined ? writer : byTheClock(writer)
  const mend = (): Promise<void> => mendAll({ state, routing, writer: clockWriter, silencing, rules })
  if (duty.isMine()) await mend()

  const breakGlass = breakGlassOf(stored)
  const { auditing, acted, ...audit } = startAuditing({
    state,
    storage,
    writer,
    clockWriter,
    isOnDuty: duty.isMine,
    catchUp: open.log.catchUp,
    signer: parts.audit?.signer ?? signerOf(newKey()),
    keep: { time: parts.retention.audit, bytes: parts.retention.audit_bytes },
    tally: parts.audit?.tally ?? new Tally(),
    breakGlass,
    clock,
    timers,
    run,
    onFailed,
    onBreakGlass: metrics.brokeGlass,
    logger,
  })

  const notices = (): readonly Finding[] => [
    ...breakGlass.rows(clock.now()),
    ...(parts.notices?.() ?? []),
    ...self.rows(clock.now()),
    ...capacity.rows(clock.now()),
    ...lostTail.rows(clock.now()),
  ]
  const housekeeping = startHousekeeping({
    state,
    writer,
    clockWriter,
    isOnDuty: duty.isMine,
    agenda,
    schedule,
    watch,
    silences: silencing,
    routing: () => routing.current,
    rules,
    unwritten,
    clock,
    timers,
    events: storage.events,
    fillPast: storage.past.fill,
    shared: shared && others && { watch: others.watch, trim: shared.trim },
    trim: open.trim,
    retention: parts.retention,
    store: () => store.health(),
    onJump: (ms) => self.jumped(ms, clock.now()),
    lookAtDisk: async () => {
      const free = await parts.freeBytes?.()
      if (free !== undefined) self.disk(free)
    },
    applyWindows: () => routing.applyWindows(),
    notices: () => [
      ...(routing.current.unserved === undefined ? [] : [receiversFinding(routing.current.unserved)]),
      ...silencing.notices(),
      ...(parts.asAll?.(notices(), state.health.values()) ?? notices()),
    ],
    afterwards,
    run,
    onFailed,
    logger,
  })

  const { beside, stop: stopFollowing } = startBeside({
    shared,
    duty,
    watch,
    behind: () => others?.behind() ?? 0,
    findings: notices,
    follow: open.log.catchUp,
    mend,
    look: housekeeping.look,
    onFailed,
    logger,
  })

  const boardLimits = parts.boardLimits ?? DEFAULT_BOARD_LIMITS
  const performBy = (actor?: Actor): Perform =>
    performer(writer, actor === undefined ? undefined : { actor, acted })
  const perform = performBy()
  const silences = (sight: Sight, by: Perform): SilenceCommands =>
    silenceCommands(by, silencing, state, { rules, afterwards, run, sight, clock })
  const wholeActs = (by: Perform) => ({
    ...purgeCommands(by, state, rules, silencing.policy.guard),
    ...credentialCommands(by, state, clock.now),
    ...sessionCommands(by, state, clock.now),
    ...severityCommands(by, { state, rules, given, routing, silences: silencing.index }),
  })
  views = new Views({
    state,
    storage,
    rules,
    log: open.log,
    boardLimits,
    stats,
    metrics,
    now: clock.now,
    newId,
    holdUntil: () => watch.holdUntil,
    performBy,
    silences,
    onFailed: (error) => onFailed('statistics', error),
  })
  const { whole } = views
  const ended = new EndedReports()
  return {
    ...silences(EVERYTHING, perform),
    transact: silences(EVERYTHING, performer(clockWriter)).transact,
    ...whole,
    log: open.log,
    seenBy: (scope) => views?.of(scope) ?? whole,
    ...alertCommands(
      {
        writer,
        routing,
        silences: silencing.index,
        ended,
        capacity,
        watch,
        rules,
        metrics,
        startedAt,
        lastMoment: shared && LAST_MOMENT_MS,
      },
      perform,
    ),
    ...wholeActs(perform),
    by: (actor) => ({
      ...whole.by(actor),
      ...wholeActs(performBy(actor)),
      note: (noted) => note(writer, { actor, acted }, noted),
    }),
    audit: auditing,
    healthRows: () => [...state.health.values()],
    behind: () => storage.behind().bytes,
    standing: () => {
      const { standing: room } = silencing.policy
      return {
        silences: perAlert(silencing.index.standing, room),
        configuration: perAlert(routing.current.standing, room),
      }
    },
    setRouting: (given) => routing.set(given),
    subscribeStats: (listener) => stats.subscribe(listener),
    now: clock.now,
    beside,
    close: async () => {
      stopFollowing()
      housekeeping.stop()
      stats.close()
      if (open.log.degraded() === undefined) await housekeeping.flush()
      await audit.stop()
      await writer.close()
      audit.sayHead()
      await storage.close()
    },
  }
}
