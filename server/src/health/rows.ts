import { formatTime, type Health, type LabelSet, type Millis, smallest } from '@watchfloor/contract'
import type { DeadManSwitch } from '../alerts/dead-man-switch.ts'
import { cutShortText } from './cut-short.ts'
import { othersText } from './others-row.ts'
import type { SourceRecord } from './source-record.ts'
import { hasSlowClockNow, sendsRegularly, usualInterval } from './source-watch.ts'
import type { SwitchSigns } from './switch-signs.ts'

/** How long a refused report is shown on its source's row (S14). */
const REJECTED_MS = 10 * 60_000

/** A component as it is now; `since` is filled in by comparing with what was published. */
export type Finding = Omit<Health, 'since'>

/** How the store is doing. */
export interface StoreHealth {
  readonly degraded: string | undefined
  /** What is slow about it. */
  readonly slow?: string | undefined
  /** Why what was written does not get to where long reads look for it. */
  readonly behind?: string | undefined
  /** Time of the last commit; undefined before the first. */
  readonly latencyMs: number | undefined
}

/** `within`: how long a webhook's message counts, ms. */
export function sourceFinding(
  source: SourceRecord,
  unconfirmed: number,
  now: Millis,
  within: Millis,
): Finding {
  const base = {
    component: source.component,
    kind: 'source' as const,
    last_seen: formatTime(source.lastSeen),
    quiet: source.quiet,
  }
  if (source.quiet) {
    const alerts = unconfirmed === 1 ? '1 alert is' : `${unconfirmed} alerts are`
    const usual = sendsRegularly(source)
      ? `usually sends every ${Math.round(usualInterval(source) / 1000)} s`
      : `its heartbeat has not arrived since ${formatTime(source.heartbeatAt ?? source.lastSeen)}`
    const consequence = unconfirmed > 0 ? `; ${alerts} unconfirmed, not resolved` : ''
    return { ...base, status: 'degraded', message: `quiet: ${usual}${consequence}` }
  }
  const troubles: string[] = []
  if (source.rejected !== undefined && now - source.rejected.at < REJECTED_MS) {
    troubles.push(`a report was refused: ${source.rejected.reason}`)
  }
  const cutShort = cutShortText(source.cutShort, now, within)
  if (cutShort !== undefined) troubles.push(cutShort)
  if (hasSlowClockNow(source, now)) {
    troubles.push('clock skew: its alerts arrive already ended; set its clock')
  }
  const others = othersText(source)
  if (others !== undefined) troubles.push(others)
  if (troubles.length === 0) return { ...base, status: 'healthy' }
  return { ...base, status: 'degraded', message: troubles.join('; and ') }
}

export function storeFinding({ degraded, slow, behind, latencyMs }: StoreHealth, now: Millis): Finding {
  const late = behind && `history and statistics are behind, and a start takes longer: ${behind}`
  const message = degraded ?? late ?? slow
  return {
    component: 'Store',
    kind: 'store',
    quiet: false,
    last_seen: formatTime(now),
    status: degraded !== undefined ? 'unhealthy' : message !== undefined ? 'degraded' : 'healthy',
    ...(latencyMs === undefined ? {} : { latency_ms: Math.round(latencyMs * 10) / 10 }),
    ...(message === undefined ? {} : { message }),
  }
}

/** Receivers of an Alertmanager's configuration that this server does not notify; a fact, not a trouble. */
export function receiversFinding(unserved: string): Finding {
  const message = unserved === '' ? {} : { message: unserved }
  return { component: 'Receivers', kind: 'server', status: 'healthy', quiet: false, ...message }
}

/** The row of a dead man's switch. */
export function heartbeatRow(name: string): string {
  return `Pipeline heartbeat ${name}`
}

/**
 * A dead man's switch (S12). It may be several alerts, one of each sender, and is missing when one of them is.
 * Undefined: none has ever arrived and none has to, so there is no row. `listeningSince`: before that we could not
 * have heard it; but what was missing before goes on being missing until it comes.
 */
export function switchFinding(
  { name, missingAfter, isRequired }: Omit<DeadManSwitch, 'matchers'>,
  { signs, strangers }: SwitchSigns,
  around: { readonly now: Millis; readonly listeningSince: Millis; readonly wasMissing: boolean },
): Finding | undefined {
  const { now, listeningSince, wasMissing } = around
  const row = { component: heartbeatRow(name), kind: 'pipeline' as const }
  const also = strangersText(strangers)
  if (signs.length === 0) {
    if (!isRequired && strangers.length === 0) return undefined
    if (!isRequired) return { ...row, quiet: false, status: 'degraded', message: `${name} is awaited${also}` }
    const isMissing = wasMissing || now - listeningSince >= missingAfter
    if (!isMissing) return { ...row, quiet: false, status: 'healthy', message: `${name} is awaited${also}` }
    return { ...row, quiet: true, status: 'unhealthy', message: `${name} has never arrived${also}` }
  }
  const lastSeen = smallest(signs.map((sign) => sign.lastSeen))
  const late = signs.filter((sign) => now - sign.lastSeen >= missingAfter)
  const isMissing = late.length > 0 && (wasMissing || now - listeningSince >= missingAfter)
  const base = { ...row, quiet: isMissing, last_seen: formatTime(lastSeen) }
  if (!isMissing)
    return also === ''
      ? { ...base, status: 'healthy' }
      : { ...base, status: 'degraded', message: `${name} arrives${also}` }
  const which = late.map(({ labels }) => labelText(labels)).toSorted()
  const ofThem =
    signs.length === 1
      ? ''
      : ` from ${which.slice(0, 3).join(', ')}${which.length > 3 ? ', …' : ''} (${late.length} of ${signs.length})`
  return {
    ...base,
    status: 'unhealthy',
    message: `${name} has not arrived${ofThem} since ${formatTime(lastSeen)}${also}`,
  }
}

/** Somebody sends a switch that is not theirs: what they say does not count, and people should know. */
function strangersText(strangers: readonly string[]): string {
  if (strangers.length === 0) return ''
  const more = strangers.length > 3 ? ` and ${strangers.length - 3} more` : ''
  return `; it is also sent by ${strangers.slice(0, 3).join(', ')}${more}, which does not count (from)`
}

/** What tells one alert of a switch from the others. */
function labelText(labels: LabelSet): string {
  const rest = Object.entries(labels).filter(([label]) => label !== 'alertname' && label !== 'severity')
  return `{${rest.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`
}

/** What to publish of a finding: undefined while its status, quietness and message are what was said last. */
export function healthChange(before: Health | undefined, finding: Finding, now: Millis): Health | undefined {
  const same =
    before !== undefined &&
    before.status === finding.status &&
    before.quiet === finding.quiet &&
    before.message === finding.message
  if (same) return undefined
  const since = before !== undefined && before.status === finding.status ? before.since : formatTime(now)
  return { ...finding, since }
}

/** A row leaves every board. */
export function goneRow({ component, kind }: Health, message: string, now: Millis): Health {
  const since = formatTime(now)
  return { component, kind, status: 'healthy', quiet: false, message, since, gone: true }
}
