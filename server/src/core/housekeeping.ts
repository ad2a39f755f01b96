import type { Millis } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { type ClockView, tickAlert } from '../alerts/tick-alert.ts'
import { silencesOf } from '../commands/align-silenced.ts'
import { findings, healthDiffers, newlyQuiet, publishHealth } from '../commands/health-monitor.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Pace } from '../ground/pace.ts'
import type { Finding, StoreHealth } from '../health/rows.ts'
import { isDue } from '../health/source-watch.ts'
import type { Agenda } from '../ledger/agenda.ts'
import { NotStored } from '../ledger/command.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'
import { NotOnDuty } from '../storage/commit-errors.ts'
import type { EventStore } from '../storage/storage.ts'
import type { Afterwards } from './afterwards.ts'
import { type ClockWatch, LOOK_EVERY_MS } from './clock-watch.ts'
import { forgetOldest, forgetSilentSources } from './forgetting.ts'
import { maintain } from './maintain.ts'
import type { Retention } from './retention.ts'
import type { Silencing } from './silencing.ts'
import { tickDueSilences } from './tick-due-silences.ts'
import type { Unwritten } from './unwritten.ts'

export interface HousekeepingParts {
  readonly state: State
  readonly writer: Writing
  /** What it is given is only done while this server has the duty (`NotOnDuty`). */
  readonly clockWriter: Writing
  /** Of servers that share a store, one does what the clock has to do. */
  readonly isOnDuty: () => boolean
  readonly agenda: Agenda
  readonly watch: ClockWatch
  readonly silences: Silencing
  /** What holds now. */
  readonly routing: () => Routing
  readonly rules: AlertRules
  readonly unwritten: Unwritten
  readonly clock: Clock
  readonly timers: Timers
  readonly events: EventStore
  /** Takes a little of an earlier version's events into the history; true while there are more. */
  readonly fillPast: () => Promise<boolean>
  readonly trim: (earliest: number) => void
  readonly retention: Retention
  readonly store: () => StoreHealth
  readonly onJump: (ms: Millis) => void
  readonly lookAtDisk: () => Promise<void>
  /** Applies mute windows that began or ended. */
  readonly applyWindows: () => Promise<void>
  /** Rows that do not come from alerts or the store. */
  readonly notices: () => readonly Finding[]
  /** Undefined where nobody else writes to the store. */
  readonly shared: { readonly watch: () => void; readonly trim: () => Promise<unknown> } | undefined
  readonly schedule: (fingerprint: string) => void
  /** Does what looks at everything, in turns with whoever asks. */
  readonly run: Pace['run']
  /** What follows for many alerts, in groups of its own. */
  readonly afterwards: Pick<Afterwards, 'go'>
  readonly onFailed: (task: string, error: unknown) => void
  readonly logger: Logger
}

export interface Housekeeping {
  readonly stop: () => void
  /** Looks at once, as a server does that has just taken the duty. */
  readonly look: () => void
  /** Writes what is only in memory yet: moved deadlines, and when sources were last heard. */
  readonly flush: () => Promise<void>
}

/** Moved deadlines are on disk within this time (S4). */
const FLUSH_MS = 4_000
/** So late it may be known here that another server heard a source. */
const HEARD_WITHIN_MS = 5_000
const HEALTH_MS = 2_000
const DISK_MS = 10_000
const TRIM_MS = 60_000
const MAINTENANCE_MS = 10 * 60_000
/** Between two steps of taking in older events, so that commits come first. */
const FILL_EVERY_MS = 100
/** Alerts looked at in one command; a thousand at once would hold up ingest. */
const TICK_SLICE = 500
/** Alerts written in one command, for the same reason. */
const FLUSH_SLICE = 500

/**
 * Everything that happens by the clock, each task on its own rhythm; a failure is logged and counted, never lost. What
 * changes anything is done where the duty is; every server watches its own clock and disk, and writes what it heard.
 */
export function startHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { timers, writer, clock } = parts
  const run = (task: string, work: () => Promise<void>) => (): void => {
    work().catch((error: unknown) => {
      // A store that cannot be written is on the health page already; and whoever has the duty now does it.
      if (error instanceof NotOnDuty || (error instanceof NotStored && error.reason !== 'bug')) return
      parts.onFailed(task, error)
    })
  }
  const writeAll = async (): Promise<void> => {
    const { alerts, sources } = parts.unwritten
    const probing = parts.store().degraded !== undefined
    if (alerts.size === 0 && sources.size === 0 && !probing) return
    const due = [...alerts]
    let from = 0
    do {
      const slice = due.slice(from, from + FLUSH_SLICE)
      await writer.do((stage) => writeOut(stage, slice, sources))
      from += FLUSH_SLICE
    } while (from < due.length)
  }
  let flushing: Promise<void> | undefined
  const flush = (): Promise<void> => {
    flushing ??= writeAll().finally(() => {
      flushing = undefined
    })
    return flushing
  }
  const idle = new Map<string, Millis>()
  const lookAtClock = run('clock', () => tick(parts, idle))
  const lookAtHealth = run('health', () => checkHealth(parts))
  const stops = [
    timers.every(LOOK_EVERY_MS, lookAtClock),
    timers.every(FLUSH_MS, run('flush', flush)),
    timers.every(HEALTH_MS, lookAtHealth),
    timers.every(
      MAINTENANCE_MS,
      run('maintenance', () => maintain(parts)),
    ),
    timers.every(
      MAINTENANCE_MS,
      run('sources', async () => {
        if (!parts.isOnDuty()) return
        await forgetSilentSources(onDuty(parts), clock.now() - parts.retention.sources)
      }),
    ),
    timers.every(DISK_MS, run('disk', parts.lookAtDisk)),
    timers.every(
      TRIM_MS,
      run('commits', async () => {
        if (parts.isOnDuty()) await parts.shared?.trim()
      }),
    ),
    filling(parts, run),
  ]
  return {
    stop: () => {
      for (const stop of stops) stop()
    },
    look: () => {
      lookAtClock()
      lookAtHealth()
    },
    flush: async () => {
      await flushing
      await flush()
    },
  }
}

/** Fills the history step by step until it is whole; answers the way to stop. */
function filling(
  { timers, fillPast }: HousekeepingParts,
  run: (task: string, work: () => Promise<void>) => () => void,
): () => void {
  let stop = (): void => {}
  const next = (): void => {
    stop = timers.after(FILL_EVERY_MS, step)
  }
  const step = run('history', () =>
    fillPast().then((hasMore) => {
      if (hasMore) next()
    }),
  )
  next()
  return () => stop()
}

/** The same, for what is only done where the duty is. */
function onDuty(parts: HousekeepingParts): HousekeepingParts {
  return { ...parts, writer: parts.clockWriter }
}

async function tick(given: HousekeepingParts, idle: Map<string, Millis>): Promise<void> {
  const parts = onDuty(given)
  const { state, writer, watch, clock } = parts
  const jump = watch.look()
  if (jump !== undefined) {
    parts.onJump(jump)
    parts.logger.warn({ jump_ms: Math.round(jump) }, 'the clock jumped or the machine slept; deadlines wait')
  }
  parts.shared?.watch()
  if (watch.isHearing()) return
  // Clock transitions stop while nothing can be appended (S13).
  if (parts.store().degraded !== undefined) return
  const now = clock.now()
  parts.afterwards.go()
  if (!parts.isOnDuty()) return passBy(parts, now)

  const heardBy = now - (parts.shared === undefined ? 0 : HEARD_WITHIN_MS)
  const quiet = newlyQuiet(state, parts.rules, idle, { now: heardBy, holdUntil: watch.holdUntil })
  if (quiet.length > 0) {
    await writer.do((stage) => {
      for (const { component } of quiet) {
        const source = stage.source(component)
        if (source !== undefined) stage.putSource({ ...source, quiet: true })
      }
    })
  }
  await tickDueSilences(parts, now)

  await parts.applyWindows()
  await forgetOldest({ ...parts, policy: parts.silences.policy })

  const due = parts.agenda.take(now)
  let from = 0
  try {
    for (; from < due.length; from += TICK_SLICE) {
      const slice = due.slice(from, from + TICK_SLICE)
      await writer.do((stage) => tickAlerts(stage, slice, parts))
      // What changed was scheduled when it settled; the rest is looked at again.
      for (const fingerprint of slice) parts.schedule(fingerprint)
    }
  } finally {
    // After a failure, everything that was not looked at.
    for (const fingerprint of due.slice(from)) parts.schedule(fingerprint)
  }
}

/** Another server does what is due; this one goes on knowing when that will be, for when it has the duty. */
function passBy({ agenda, schedule, silences }: HousekeepingParts, now: Millis): void {
  for (const fingerprint of agenda.take(now)) schedule(fingerprint)
  for (const id of silences.agenda.take(now)) silences.schedule(id)
}

function tickAlerts(stage: Stage, fingerprints: readonly string[], parts: HousekeepingParts): void {
  const view: ClockView = {
    now: stage.now,
    rules: parts.rules,
    holdUntil: parts.watch.holdUntil,
    directions: {
      silencesOf: (labels) => silencesOf(stage, parts.silences.index, labels),
      mutedBy: (labels) => parts.routing().mutedBy(labels, stage.now),
      receiversOf: (labels) => parts.routing().receiversOf(labels),
    },
    isQuiet: (source) => stage.source(source)?.quiet ?? false,
    isDue: (component) => {
      const source = stage.source(component)
      return source !== undefined && isDue(source, stage.now)
    },
    backSince: (source) => stage.source(source)?.backSince,
  }
  for (const fingerprint of fingerprints) {
    const record = stage.alert(fingerprint)
    if (record === undefined) continue
    const step = tickAlert(record, view)
    if (step === 'forget') stage.forgetAlert(fingerprint)
    else if (step !== undefined) stage.applyStep(step)
  }
}

function writeOut(stage: Stage, alerts: readonly string[], sources: ReadonlySet<string>): void {
  for (const fingerprint of alerts) {
    const record = stage.alert(fingerprint)
    if (record !== undefined) stage.applyStep({ record, emit: [], opens: false, durable: true })
  }
  for (const component of sources) {
    const source = stage.source(component)
    if (source !== undefined) stage.putSource(source)
  }
  stage.flush()
}

async function checkHealth(parts: HousekeepingParts): Promise<void> {
  if (parts.store().degraded !== undefined || !parts.isOnDuty() || parts.watch.isHearing()) return
  const now = parts.clock.now()
  // While an outage is waited out, nobody could have been heard (S4).
  const listeningSince = parts.watch.holdUntil - parts.rules.resolveTimeout
  const rowsAt = (at: Millis): readonly Finding[] => [
    ...findings(parts.state, parts.store(), parts.rules, at, listeningSince),
    ...parts.notices(),
  ]
  if (!healthDiffers(parts.state, rowsAt(now), now)) return
  await parts.clockWriter.do((stage) => publishHealth(stage, rowsAt(stage.now)))
}
