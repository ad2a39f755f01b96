import {
  type Board,
  type BoardAlert,
  type BoardHealth,
  type BoardSilence,
  levelOf,
  type Stats,
} from '@watchfloor/contract'

/** A firing alert; what a test is about is given. */
export function sampleAlert(part: Partial<BoardAlert> = {}): BoardAlert {
  const labels = {
    alertname: 'QueueLag',
    severity: 'high',
    cluster: 'eu-1',
    service: 'billing',
    ...part.labels,
  }
  return {
    fingerprint: '00000000000000aa',
    life: 'e.5',
    alertname: labels.alertname,
    status: 'firing',
    severity: labels.severity,
    level: levelOf(labels.severity),
    unconfirmed: false,
    flapping: 0,
    annotations: {},
    starts_at: '2026-11-24T03:00:00.000Z',
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
    sequence: 5,
    ...part,
    labels,
  }
}

export function sampleSilence(part: Partial<BoardSilence> = {}): BoardSilence {
  return {
    id: 's1',
    state: 'active',
    matchers: [{ name: 'cluster', value: 'eu-1', is_regex: false, is_equal: true }],
    starts_at: '2026-11-24T03:00:00.000Z',
    ends_at: '2026-11-24T04:00:00.000Z',
    updated_at: '2026-11-24T03:00:00.000Z',
    created_by: 'Priya',
    comment: 'db-maint',
    annotations: {},
    sequence: 1,
    ...part,
  }
}

export function sampleHealth(part: Partial<BoardHealth> = {}): BoardHealth {
  return {
    component: 'Prometheus eu',
    kind: 'source',
    status: 'healthy',
    quiet: false,
    since: '2026-11-24T03:00:00.000Z',
    sequence: 1,
    ...part,
  }
}

export interface BoardParts {
  readonly alerts?: readonly BoardAlert[]
  readonly silences?: readonly BoardSilence[]
  readonly health?: readonly BoardHealth[]
  readonly last_seen?: Stats['last_seen']
}

/** A board of a few hand-made parts. */
export function boardOf({ alerts = [], silences = [], health = [], last_seen = {} }: BoardParts = {}): Board {
  return {
    cursor: { epoch: 'e', sequence: 9 },
    alerts: new Map(alerts.map((alert) => [alert.fingerprint, alert])),
    silences: new Map(silences.map((silence) => [silence.id, silence])),
    health: new Map(health.map((row) => [row.component, row])),
    stats: {
      firing_alerts: alerts.length,
      resolved_today: 0,
      resolved_alerts: 0,
      active_silences: silences.length,
      inhibited_alerts: 0,
      by_severity: { critical: 0, high: 0, warning: 0, info: 0, unset: 0 },
      last_seen,
      at: '2026-11-24T03:10:00.000Z',
    },
  }
}
