import {
  type BoardAlert,
  type BoardHealth,
  type BoardSilence,
  type BoardSnapshot,
  fingerprint,
  formatTime,
  levelOf,
  type Millis,
} from '@watchfloor/contract'

/** Random numbers in [0, 1) that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Kind {
  readonly name: string
  readonly service: string
  readonly severity: string
  readonly summary: string
  /** How often it comes, relative to the others. */
  readonly weight: number
}

const KINDS: readonly Kind[] = [
  {
    name: 'CheckoutErrorRate',
    service: 'checkout',
    severity: 'critical',
    summary: '5xx at 12.4 % for 5 min',
    weight: 1,
  },
  { name: 'PaymentsDown', service: 'payments', severity: 'page', summary: '3 of 4 targets down', weight: 1 },
  {
    name: 'SearchLatency',
    service: 'search',
    severity: 'critical',
    summary: 'p99 2.4 s, budget 800 ms',
    weight: 1,
  },
  {
    name: 'QueueLag',
    service: 'billing',
    severity: 'high',
    summary: 'lag 84 k messages, growing for 11 min',
    weight: 4,
  },
  { name: 'ReplicaLag', service: 'orders-db', severity: 'error', summary: 'replica 41 s behind', weight: 5 },
  {
    name: 'CertificateExpiry',
    service: 'edge',
    severity: 'high',
    summary: 'certificate ends in 3 days',
    weight: 2,
  },
  {
    name: 'DiskFilling',
    service: 'storage',
    severity: 'warning',
    summary: '< 10 % left, full in about 6 h',
    weight: 12,
  },
  {
    name: 'PodCrashLooping',
    service: 'recommendations',
    severity: 'warning',
    summary: 'restarted 7 times in 10 min',
    weight: 12,
  },
  {
    name: 'HighCpu',
    service: 'batch',
    severity: 'warning',
    summary: 'CPU above 90 % for 15 min',
    weight: 14,
  },
  {
    name: 'SlowQueries',
    service: 'orders-db',
    severity: 'warning',
    summary: '214 queries above 1 s in 5 min',
    weight: 6,
  },
  { name: 'BackupOverdue', service: 'backup', severity: 'info', summary: 'last backup 26 h ago', weight: 3 },
  {
    name: 'VendorProbe',
    service: 'partner-api',
    severity: 'urgent',
    summary: 'probe from us-2 fails',
    weight: 1,
  },
]
const CLUSTERS = ['eu-1', 'eu-1', 'eu-1', 'us-2', 'ap-1']
const PEOPLE = ['Priya', 'Ana', 'Tom']

export const EPOCH = 'test'

export interface SampleOptions {
  readonly count: number
  readonly now: Millis
  readonly seed?: number
  /** A source that has gone quiet, with some unconfirmed alerts. */
  readonly quiet?: boolean
}

/** A board as a fleet on a bad night has it: few criticals, many warnings, some handled, some silenced. */
export function sampleBoard({ count, now, seed = 7, quiet = false }: SampleOptions): BoardSnapshot {
  const random = seeded(seed)
  const alerts = new Map<string, BoardAlert>()
  for (let sequence = 1; alerts.size < count; sequence++) {
    const alert = sampleAlert(random, sequence, now, quiet)
    if (alert.level === 'critical' && criticals(alerts) >= 5) continue
    alerts.set(alert.fingerprint, alert)
  }
  return {
    cursor: `${EPOCH}.${Math.max(count * 3, 1)}`,
    server_time: formatTime(now),
    alerts: [...alerts.values()],
    silences: count === 0 ? [] : [silence(now)],
    health: health(now, quiet),
    stats: null,
  }
}

function criticals(alerts: ReadonlyMap<string, BoardAlert>): number {
  return [...alerts.values()].filter(({ level, status }) => level === 'critical' && status === 'firing')
    .length
}

/** One random alert. */
export function sampleAlert(random: () => number, sequence: number, now: Millis, quiet = false): BoardAlert {
  const kind = pick(KINDS, random)
  const cluster = CLUSTERS[Math.floor(random() * CLUSTERS.length)] ?? 'eu-1'
  const host = `node-${String(1 + Math.floor(random() * 4000)).padStart(2, '0')}`
  const labels = {
    alertname: kind.name,
    cluster,
    service: random() < 0.7 ? kind.service : `${kind.service}-${1 + Math.floor(random() * 40)}`,
    severity: kind.severity,
    instance: `${host}.${cluster}.example:9100`,
  }
  const level = levelOf(kind.severity)
  const started = now - Math.floor(8_000 + random() ** 3 * 3 * 86_400_000)
  const fate = random()
  const isCritical = level === 'critical'
  const isResolved = !isCritical && fate < 0.1
  const isSilenced = !isCritical && fate >= 0.1 && fate < 0.3
  const isHandled = isCritical ? fate < 0.2 : fate >= 0.3 && fate < 0.38
  const isUnconfirmed = quiet && cluster === 'us-2' && !isResolved
  return {
    fingerprint: fingerprint(labels),
    life: `${EPOCH}.${sequence}`,
    alertname: kind.name,
    status: isResolved ? 'resolved' : 'firing',
    severity: kind.severity,
    level,
    unconfirmed: isUnconfirmed,
    flapping: random() < 0.03 ? 3 + Math.floor(random() * 5) : 0,
    labels,
    annotations: {
      summary: kind.summary,
      ...(random() < 0.8 ? { runbook_url: `https://runbooks.example.com/${kind.name}` } : {}),
    },
    starts_at: formatTime(started),
    ...(isResolved
      ? { ends_at: formatTime(now - Math.floor(random() * 600_000)), resolved_by: 'sender' as const }
      : {}),
    generator_url: 'https://prom-eu.example.com/graph',
    silenced_by: isSilenced ? ['db-maint'] : [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: isHandled
      ? {
          name: PEOPLE[Math.floor(random() * 3)] ?? 'Ana',
          at: formatTime(started + 60_000),
          until: 'resolved',
        }
      : null,
    receivers: ['default'],
    sequence,
  }
}

function silence(now: Millis): BoardSilence {
  return {
    id: 'db-maint',
    state: 'active',
    matchers: [{ name: 'service', value: 'orders-db.*', is_regex: true, is_equal: true }],
    starts_at: formatTime(now - 3_600_000),
    ends_at: formatTime(now + 18 * 60_000),
    updated_at: formatTime(now - 3_600_000),
    created_by: 'Ana',
    comment: 'Database maintenance',
    annotations: {},
    sequence: 1,
  }
}

function health(now: Millis, quiet: boolean): readonly BoardHealth[] {
  const since = formatTime(now - 7 * 60_000)
  const source = { kind: 'source', status: 'healthy', quiet: false, since, sequence: 1 } as const
  return [
    { ...source, component: 'Store', kind: 'store', latency_ms: 0.3 },
    { ...source, component: 'Prometheus eu', last_seen: formatTime(now - 3_000) },
    quiet
      ? { ...source, component: 'Prometheus us', status: 'degraded', quiet: true, last_seen: since }
      : { ...source, component: 'Prometheus us', last_seen: formatTime(now - 5_000) },
    { ...source, component: 'Alertmanager ap', last_seen: formatTime(now - 20_000) },
  ]
}

function pick(kinds: readonly Kind[], random: () => number): Kind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0)
  let at = random() * total
  for (const kind of kinds) {
    at -= kind.weight
    if (at < 0) return kind
  }
  return kinds[0] as Kind
}
