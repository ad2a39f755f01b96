import { type Alert, fingerprint, type LoggedEvent, levelOf, type StatsEvent } from '@watchfloor/contract'

const TYPES = [
  'alert_created',
  'alert_updated',
  'alert_acknowledged',
  'alert_resolved',
  'alert_firing',
] as const
const SEVERITIES = ['critical', 'high', 'warning', 'info', ''] as const
const CLUSTERS = ['eu-1', 'eu-2', 'us-1'] as const

/** What an event holds besides its place in the log; `n` makes it differ from the others, always alike. */
export function sampleEvent(n: number, epoch: string, sequence: number, padding = 0): LoggedEvent {
  const head = { id: `event-${n}`, timestamp: new Date(Date.now()).toISOString(), epoch, sequence }
  if (n % 7 === 6)
    return { ...head, type: 'silence_created', source: 'silence_manager', data: sampleSilence(n) }
  if (n % 11 === 10) {
    const data = {
      component: 'store',
      kind: 'store',
      status: 'healthy',
      quiet: false,
      since: head.timestamp,
    } as const
    return { ...head, type: 'health_changed', source: 'health_monitor', data }
  }
  if (n % 13 === 12) {
    const data = { level: 'info', message: `note ${n}` } as const
    return { ...head, type: 'system_notification', source: 'system', data }
  }
  const type = TYPES[n % TYPES.length] ?? 'alert_created'
  return { ...head, type, source: 'alert_processor', data: sampleAlert(n, `${epoch}.${sequence}`, padding) }
}

export function sampleAlert(n: number, life: string, padding = 0): Alert {
  const severity = SEVERITIES[n % SEVERITIES.length] ?? ''
  const cluster = CLUSTERS[n % CLUSTERS.length] ?? ''
  const labels = {
    alertname: `Alert${n % 4}`,
    cluster,
    instance: `host-${n}`,
    ...(severity !== '' && { severity }),
  }
  return {
    fingerprint: fingerprint(labels),
    life,
    alertname: labels.alertname,
    status: 'firing',
    severity,
    level: levelOf(severity),
    unconfirmed: false,
    flapping: 0,
    labels,
    annotations: { summary: `Something happened on host-${n}\nand “more”: ${'x'.repeat(padding)}` },
    starts_at: '2026-01-05T03:00:00.000Z',
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: ['watchfloor'],
  }
}

function sampleSilence(n: number) {
  return {
    id: `silence-${n}`,
    state: 'active',
    matchers: [
      { name: 'cluster', value: CLUSTERS[n % CLUSTERS.length] ?? '', is_regex: false, is_equal: true },
    ],
    starts_at: '2026-01-05T03:00:00.000Z',
    ends_at: '2026-01-05T04:00:00.000Z',
    updated_at: '2026-01-05T03:00:00.000Z',
    created_by: 'ada',
    comment: 'maintenance',
    annotations: {},
  } as const
}

export function sampleStats(firing: number): StatsEvent {
  const at = new Date(Date.now()).toISOString()
  return {
    type: 'stats_updated',
    id: `stats-${firing}`,
    source: 'stats_collector',
    timestamp: at,
    data: {
      firing_alerts: firing,
      resolved_today: 0,
      resolved_alerts: 0,
      active_silences: 0,
      inhibited_alerts: 0,
      by_severity: { critical: 0, high: 0, warning: firing, info: 0, unset: 0 },
      last_seen: {},
      at,
    },
  }
}
