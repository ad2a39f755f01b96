import type { Millis } from '@watchfloor/contract'
import { sortedBySwitch } from '../alerts/dead-man-switch.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import {
  type Finding,
  healthChange,
  type StoreHealth,
  sourceFinding,
  storeFinding,
  switchFinding,
} from '../health/rows.ts'
import type { SourceRecord } from '../health/source-record.ts'
import { quietTimes } from '../health/source-watch.ts'
import { switchSigns } from '../health/switch-signs.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'

/**
 * Sources that have fallen silent by now (S5). While an outage of ours is being waited out, silence says nothing
 * about them. `idle` remembers those that have nothing firing here, by when they were last heard: until they are heard
 * again that stays so, and no alert has to be looked at for them.
 */
export function newlyQuiet(
  state: State,
  rules: Pick<AlertRules, 'heartbeatMissing'>,
  idle: Map<string, Millis>,
  { now, holdUntil }: { readonly now: Millis; readonly holdUntil: Millis },
): readonly SourceRecord[] {
  if (now < holdUntil) return []
  const late = [...state.sources.values()].flatMap((source) => {
    if (source.quiet || idle.get(source.component) === source.lastSeen) return []
    const times = quietTimes(source, rules.heartbeatMissing)
    return times !== undefined && now >= times.overdueAt ? [{ source, at: times.at }] : []
  })
  if (late.length === 0) return []
  // A source that has nothing firing here is not expected to send.
  const firing = firingBySource(state.alerts.values(), now)
  return late.flatMap(({ source, at }) => {
    const isOverdue = firing.get(source.component)
    if (isOverdue === undefined) idle.set(source.component, source.lastSeen)
    return isOverdue !== undefined && (isOverdue || now >= at) ? [source] : []
  })
}

/** Everything that has a health row, as it is now. */
export function findings(
  state: State,
  store: StoreHealth,
  rules: AlertRules,
  now: Millis,
  listeningSince: Millis,
): readonly Finding[] {
  const unconfirmed = new Map<string, number>()
  const rows: Finding[] = [storeFinding(store, now)]
  for (const record of recordsOf(state, state.unconfirmed)) {
    for (const source of sourcesOf(record)) unconfirmed.set(source, (unconfirmed.get(source) ?? 0) + 1)
  }
  for (const { of, alerts } of sortedBySwitch(recordsOf(state, state.heartbeats), rules)) {
    const wasMissing = state.health.get(`Pipeline heartbeat ${of.name}`)?.status === 'unhealthy'
    const row = switchFinding(of, switchSigns(alerts, of.from), { now, listeningSince, wasMissing })
    if (row !== undefined) rows.push(row)
  }
  for (const source of state.sources.values()) {
    rows.push(sourceFinding(source, unconfirmed.get(source.component) ?? 0, now, rules.relayedTimeout))
  }
  return rows
}

function recordsOf({ alerts }: State, fingerprints: Iterable<string>): readonly AlertRecord[] {
  return [...fingerprints].flatMap((fingerprint) => alerts.get(fingerprint) ?? [])
}

/** Publishes what changed; a row that is as it was says nothing. */
export function publishHealth(stage: Stage, rows: readonly Finding[]): void {
  for (const row of rows) {
    if (row.gone === true) {
      stage.forgetSource(row.component, row.message ?? '')
      continue
    }
    const change = healthChange(stage.health(row.component), row, stage.now)
    if (change !== undefined) stage.putHealth(change)
  }
}

/** Would `publishHealth` publish anything? */
export function healthDiffers(state: State, rows: readonly Finding[], now: Millis): boolean {
  return rows.some((row) => healthChange(state.health.get(row.component), row, now) !== undefined)
}

/** Sources with something that fires, and whether a deadline of theirs has just passed. */
function firingBySource(records: Iterable<AlertRecord>, now: Millis): ReadonlyMap<string, boolean> {
  const components = new Map<string, boolean>()
  for (const record of records) {
    if (record.status !== 'firing') continue
    for (const { status, source, endsAt } of Object.values(record.reports)) {
      if (status === 'ended') continue
      const isOverdue = status === 'firing' && endsAt <= now
      components.set(source, isOverdue || components.get(source) === true)
    }
  }
  return components
}

/** Sources whose word on this alert is not an explicit end. */
function sourcesOf(record: AlertRecord): readonly string[] {
  return Object.values(record.reports)
    .filter((report) => report.status !== 'ended')
    .map((report) => report.source)
}
