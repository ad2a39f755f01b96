import { largest, type Millis } from '@watchfloor/contract'
import type { SourceRecord } from './source-record.ts'

/** Prometheus' own default of `--rules.alert.resend-delay`, until its real interval has been seen. */
const DEFAULT_INTERVAL_MS = 60_000
/** Below this a source that evaluates every second would be called quiet by a slow network. */
const LEAST_INTERVAL_MS = 2_000
const REMEMBERED_GAPS = 16
const QUIET_INTERVALS = 3
/** A deadline that passed is evidence, too: with it, a silence this long is enough (S5). */
const OVERDUE_INTERVALS = 1.25
/** A deadline that passes when the next word of its source is about due waits for it, or for the silence after it. */
const DUE_INTERVALS = 0.9
/** The product that sends again what it has said. */
const REGULAR = 'Prometheus'
/** How long a sign of a slow clock is shown. */
const SLOW_CLOCK_MS = 10 * 60_000

/** Only what sends by itself at an interval can fall silent noticeably; a script or a relay speaks when it likes. */
export function sendsRegularly(source: SourceRecord): boolean {
  return source.product === REGULAR
}

/** The longest usual gap between two re-sends of one alert, ms. */
export function usualInterval(source: SourceRecord): Millis {
  if (source.gaps.length < 2) return DEFAULT_INTERVAL_MS
  return Math.max(LEAST_INTERVAL_MS, largest(source.gaps))
}

/** The median gap, ms: one long pause, such as a restart of the source, does not move it. */
function medianInterval(source: SourceRecord): Millis {
  if (source.gaps.length < 2) return DEFAULT_INTERVAL_MS
  const sorted = source.gaps.toSorted((a, b) => a - b)
  return Math.max(LEAST_INTERVAL_MS, sorted[Math.floor(sorted.length / 2)] ?? DEFAULT_INTERVAL_MS)
}

/** A request of this source arrived. `gap` is how long its oldest re-sent alert had not been sent. */
export function heard(
  known: SourceRecord | undefined,
  component: string,
  product: string,
  now: Millis,
  gap: number | undefined,
): SourceRecord {
  const before = known ?? {
    component,
    product,
    gaps: [],
    quiet: false,
    slowClockAt: undefined,
    rejected: undefined,
  }
  // The silence of an outage is not a usual interval.
  const isUsual = gap !== undefined && gap > 0 && !before.quiet
  return {
    ...before,
    // How it introduced itself may change; what is watched goes on being watched.
    product: product === REGULAR ? product : before.product,
    lastSeen: now,
    gaps: isUsual ? before.gaps.slice(1 - REMEMBERED_GAPS).concat(gap) : before.gaps,
    quiet: false,
    backSince: before.quiet ? now : known?.backSince,
  }
}

/** When a source will count as quiet if nothing comes. */
export interface QuietTimes {
  /** Whatever it still reports. */
  readonly at: Millis
  /** If by then a deadline of one of its alerts has passed. */
  readonly overdueAt: Millis
}

/** Undefined for a source that does not send by itself, and sends no pipeline heartbeat either. */
export function quietTimes(source: SourceRecord, heartbeatMissing: Millis): QuietTimes | undefined {
  const heartbeat =
    source.heartbeatAt === undefined
      ? Number.POSITIVE_INFINITY
      : source.lastSeen + (source.heartbeatWithin ?? heartbeatMissing)
  if (!sendsRegularly(source)) {
    return source.heartbeatAt === undefined ? undefined : { at: heartbeat, overdueAt: heartbeat }
  }
  const at = Math.min(source.lastSeen + QUIET_INTERVALS * usualInterval(source), heartbeat)
  return { at, overdueAt: Math.min(source.lastSeen + OVERDUE_INTERVALS * medianInterval(source), at) }
}

/** Is it not known yet whether this source is quiet, because its next word is only just due? */
export function isDue(source: SourceRecord, now: Millis): boolean {
  return (
    sendsRegularly(source) && !source.quiet && now - source.lastSeen >= DUE_INTERVALS * medianInterval(source)
  )
}

export function hasSlowClockNow(source: SourceRecord, now: Millis): boolean {
  return source.slowClockAt !== undefined && now - source.slowClockAt < SLOW_CLOCK_MS
}
