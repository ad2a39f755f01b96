/** What can be wrong with a service or a machine, and how it reads. */
export interface Ailment {
  readonly alertname: string
  /** As a sender writes it; some are not on anybody's scale, as in real life. */
  readonly severity: string
  /** Value range; `summary` gets a value within it. */
  readonly range: readonly [low: number, high: number]
  readonly summary: (value: number) => string
  readonly description: string
  /** Is it about a single instance rather than the whole service? */
  readonly perInstance?: boolean
}

export interface Service {
  readonly name: string
  readonly team: string
}

export const CLUSTERS = ['eu-1', 'us-2', 'ap-1'] as const

export const PEOPLE = ['Priya', 'Tom', 'Ana', 'Mikhail', 'Yuki'] as const

const TEAMS: Readonly<Record<string, string>> = {
  payments: 'checkout payments billing ledger invoices fraud',
  shop: 'catalog cart orders pricing inventory shipping',
  search: 'search suggestions recommendations',
  identity: 'auth sessions profiles',
  messaging: 'email notifications webhooks',
  data: 'ingest reports warehouse kafka',
  platform: 'gateway postgres redis storage dns media',
}

export const SERVICES: readonly Service[] = Object.entries(TEAMS).flatMap(([team, names]) =>
  names.split(' ').map((name) => ({ name, team })),
)

const one = (value: number): string => value.toFixed(1)
const whole = (value: number): string => value.toFixed(0)

/** Everyday trouble that any service may have. */
export const EVERYDAY: readonly Ailment[] = [
  {
    alertname: 'HighLatency',
    severity: 'warning',
    range: [0.8, 3.2],
    summary: (value) => `p99 ${one(value)} s`,
    description: 'Requests take longer than the objective of 0.5 s.',
  },
  {
    alertname: 'DiskFilling',
    severity: 'warning',
    range: [3, 9],
    summary: (value) => `${whole(value)} % left on /var, full in ${whole(value)} h`,
    description: 'At the present rate the disk will be full within the day.',
    perInstance: true,
  },
  {
    alertname: 'PodCrashLooping',
    severity: 'warn',
    range: [4, 19],
    summary: (value) => `restarted ${whole(value)} times in 10 min`,
    description: 'The container starts and ends again and again.',
    perInstance: true,
  },
  {
    alertname: 'MemoryPressure',
    severity: 'warning',
    range: [90, 98],
    summary: (value) => `${whole(value)} % of 16 GiB in use`,
    description: 'The instance will be killed when its memory is used up.',
    perInstance: true,
  },
  {
    alertname: 'ConnectionPoolExhausted',
    severity: 'high',
    range: [94, 100],
    summary: (value) => `${whole(value)} of 100 connections in use`,
    description: 'New requests wait for a connection to the database.',
  },
  {
    alertname: 'QueueLag',
    severity: 'high',
    range: [20, 160],
    summary: (value) => `lag ${whole(value)} k, growing`,
    description: 'Consumers do not keep up with what is produced.',
  },
  {
    alertname: 'CacheHitRatioLow',
    severity: 'info',
    range: [31, 62],
    summary: (value) => `${whole(value)} % of reads hit the cache`,
    description: 'More reads than usual go to the database.',
  },
  {
    alertname: 'CertificateExpiring',
    severity: 'notice',
    range: [5, 13],
    summary: (value) => `expires in ${whole(value)} days`,
    description: 'The certificate was not renewed by itself.',
  },
  {
    alertname: 'BatchJobLate',
    severity: 'tier2',
    range: [12, 95],
    summary: (value) => `nightly job is ${whole(value)} min late`,
    description: 'Reports of the morning may be missing.',
  },
  {
    alertname: 'BackupMissing',
    severity: 'error',
    range: [26, 49],
    summary: (value) => `last good backup ${whole(value)} h ago`,
    description: 'A backup that is not there is noticed on the worst day.',
  },
]

/** What an incident grows into: from the first sign to what wakes somebody. */
export const ESCALATION: readonly Ailment[] = [
  {
    alertname: 'QueueLag',
    severity: 'warning',
    range: [8, 40],
    summary: (value) => `lag ${whole(value)} k, growing`,
    description: 'Consumers do not keep up with what is produced.',
  },
  {
    alertname: 'HighLatency',
    severity: 'high',
    range: [1.4, 4.8],
    summary: (value) => `p99 ${one(value)} s`,
    description: 'Requests take longer than the objective of 0.5 s.',
  },
  {
    alertname: 'ErrorRate',
    severity: 'critical',
    range: [4, 28],
    summary: (value) => `5xx at ${one(value)} %`,
    description: 'Customers see errors.',
  },
  {
    alertname: 'Down',
    severity: 'page',
    range: [2, 4],
    summary: (value) => `${whole(value)} of 4 targets down`,
    description: 'Most instances do not answer.',
  },
]

export const NODE_DOWN: Ailment = {
  alertname: 'NodeDown',
  severity: 'critical',
  range: [2, 9],
  summary: (value) => `${whole(value)} nodes of the rack do not answer`,
  description: 'Everything that ran there is gone until it is placed elsewhere.',
}

export const TARGET_DOWN: Ailment = {
  alertname: 'TargetDown',
  severity: 'warning',
  range: [1, 9],
  summary: (value) => `no scrape for ${whole(value)} min`,
  description: 'Prometheus cannot reach this target.',
  perInstance: true,
}

export const WATCHDOG: Ailment = {
  alertname: 'Watchdog',
  severity: 'none',
  range: [1, 1],
  summary: () => 'always firing: proves that alerts arrive',
  description: 'When this one stops, the pipeline is broken.',
}
