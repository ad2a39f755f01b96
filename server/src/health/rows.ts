import { formatTime, type Health, type Millis } from '@watchfloor/contract'
import type { StoreHealth } from './health-monitor.ts'
import type { SourceRecord } from './source-record.ts'
import { hasSlowClockNow, sendsRegularly, usualInterval } from './source-watch.ts'

/** How long a refused report is shown on its source's row (S14). */
const REJECTED_MS = 10 * 60_000

/** A component as it is now; `since` is filled in by comparing with what was published. */
export type Finding = Omit<Health, 'since'>

export function sourceFinding(source: SourceRecord, unconfirmed: number, now: Millis): Finding {
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
  if (source.rejected !== undefined && now - source.rejected.at < REJECTED_MS) {
    return { ...base, status: 'degraded', message: `a report was refused: ${source.rejected.reason}` }
  }
  if (hasSlowClockNow(source, now)) {
    return {
      ...base,
      status: 'degraded',
      message: 'clock skew: its alerts arrive already ended; set its clock',
    }
  }
  return { ...base, status: 'healthy' }
}

export function storeFinding({ degraded, slow, latencyMs }: StoreHealth, now: Millis): Finding {
  const message = degraded ?? slow
  return {
    component: 'Store',
    kind: 'store',
    quiet: false,
    last_seen: formatTime(now),
    status: degraded !== undefined ? 'unhealthy' : slow !== undefined ? 'degraded' : 'healthy',
    ...(latencyMs === undefined ? {} : { latency_ms: Math.round(latencyMs * 10) / 10 }),
    ...(message === undefined ? {} : { message }),
  }
}

/** Receivers of an Alertmanager's configuration that this server does not notify; a fact, not a trouble. */
export function receiversFinding(unserved: string): Finding {
  const message = unserved === '' ? {} : { message: unserved }
  return { component: 'Receivers', kind: 'server', status: 'healthy', quiet: false, ...message }
}

/** The always-firing heartbeat (S12). `lastSeen` undefined: none has ever arrived, and there is no row. */
export function pipelineFinding(name: string, lastSeen: Millis, now: Millis, missingAfter: Millis): Finding {
  const missing = now - lastSeen >= missingAfter
  return {
    component: `Pipeline heartbeat ${name}`,
    kind: 'pipeline',
    quiet: missing,
    last_seen: formatTime(lastSeen),
    status: missing ? 'unhealthy' : 'healthy',
    ...(missing ? { message: `${name} has not arrived since ${formatTime(lastSeen)}` } : {}),
  }
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
