import type { Millis } from '@watchfloor/contract'
import type { SourceRecord } from './source-record.ts'

/** Prometheus' own default of `--rules.alert.resend-delay`, until its real interval has been seen. */
const DEFAULT_INTERVAL_MS = 60_000
/** Below this a source that evaluates every second would be called quiet by a slow network. */
const LEAST_INTERVAL_MS = 2_000
const REMEMBERED_GAPS = 16
const QUIET_INTERVALS = 3
/** How long a sign of a slow clock is shown. */
const SLOW_CLOCK_MS = 10 * 60_000

/** Name of a source's health row; each replica has a row of its own, so that the one that fell silent is seen. */
export function componentOf(
  product: string,
  sender: string,
  origin: string | undefined,
  replica?: string,
): string {
  const name = `${product} ${origin === undefined ? sender : new URL(origin).host}`
  return replica === undefined ? name : `${name} (${replica})`
}

/** Only what sends by itself at an interval can fall silent noticeably; a script or a relay speaks when it likes. */
function sendsRegularly(source: SourceRecord): boolean {
  return source.product === 'Prometheus'
}

/** The longest usual gap between two re-sends of one alert, ms. */
export function usualInterval(source: SourceRecord): Millis {
  if (source.gaps.length < 2) return DEFAULT_INTERVAL_MS
  return Math.max(LEAST_INTERVAL_MS, ...source.gaps)
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
  const usual = gap !== undefined && gap > 0 && !before.quiet ? [gap] : []
  return {
    ...before,
    lastSeen: now,
    gaps: [...before.gaps, ...usual].slice(-REMEMBERED_GAPS),
    quiet: false,
    backSince: before.quiet ? now : known?.backSince,
  }
}

/** When this source will count as quiet if nothing comes; undefined when it does not send by itself. */
export function quietAt(source: SourceRecord): Millis | undefined {
  if (!sendsRegularly(source)) return undefined
  return source.lastSeen + QUIET_INTERVALS * usualInterval(source)
}

export function hasSlowClockNow(source: SourceRecord, now: Millis): boolean {
  return source.slowClockAt !== undefined && now - source.slowClockAt < SLOW_CLOCK_MS
}
