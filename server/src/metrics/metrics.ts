import { LEVELS } from '@watchfloor/contract'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Refusal } from '../access/authorize.ts'
import type { KeyReading } from '../access/jwt/key-age.ts'
import type { Core } from '../core/core.ts'
import type { CoreMetrics, Limit } from '../core/core-metrics.ts'
import { ALERTMANAGER_VERSION } from '../ground/version.ts'
import type { DoorReason } from '../http/door/front-door.ts'
import type { StreamMetrics } from '../stream/parts/stream-metrics.ts'
import type { WakeReading, WokenBy } from '../wake/wakes.ts'
import { type KeyOf, type LabelOf, METRICS, type MetricKey, STANDING } from './metric-table.ts'
import { Tallied } from './tallied.ts'

/** What the HTTP edge counts. */
export interface HttpMetrics {
  /** `route` is the route's pattern, never the path, so that the label stays bounded. */
  readonly answered: (method: string, route: string, status: number) => void
  readonly ingest: (seconds: number) => void
  readonly ingestRefused: (status: number) => void
  readonly truncated: (alerts: number) => void
  readonly limited: (limit: Limit) => void
}

/** What the front door and the listening socket count. */
export interface DoorMetrics {
  readonly refused: (reason: DoorReason) => void
  readonly connectionShed: () => void
  /** May whoever comes from other machines see and change everything? */
  readonly isOpen: (isOpen: boolean) => void
  /** Can others read on the way what people sign in with? */
  readonly isPlain: (isPlain: boolean) => void
  /** Was the newest reading of the certificate's files good? */
  readonly certificateRead: (isGood: boolean) => void
  /** Called once under TLS: the way to read when the certificate expires, ms. */
  readonly certificateExpires: (read: () => number) => void
  /** Called once: the way to read how many connections are open now. */
  readonly connections: (read: () => number) => void
  /** Called once: the way to read how many bytes all bodies take now. */
  readonly waitingBodies: (read: () => number) => void
}

/** What is counted where it is asked who somebody is. */
export interface AccessMetrics {
  readonly refused: (status: Refusal['status']) => void
}

/** All metrics of one server instance. */
export interface Metrics {
  readonly core: CoreMetrics
  readonly stream: StreamMetrics
  readonly http: HttpMetrics
  readonly door: DoorMetrics
  readonly access: AccessMetrics
  /** Spans of traces went to the collector, or nowhere. */
  readonly spans: (outcome: 'sent' | 'dropped', count: number) => void
  /** Was the newest reading of the configuration good? */
  readonly configReloaded: (isGood: boolean) => void
  /** Adds what is read from the core at each scrape. */
  readonly observe: (
    core: Pick<Core, 'stats' | 'subscribeStats' | 'log' | 'standing' | 'audit' | 'behind' | 'beside'>,
  ) => void
  /** Adds the keys of issuers, read at each scrape. */
  readonly observeKeys: (read: () => readonly KeyReading[]) => void
  /** Adds this server among those that share its store, read at each scrape. */
  readonly observeNode: (read: () => NodeReading) => void
  /** Adds the upstreams, read at each scrape. */
  readonly observeUpstreams: (read: () => readonly UpstreamReading[]) => void
  /** Adds by what servers of one database wake each other, read at each scrape. */
  readonly observeWakes: (read: () => WakeReading) => void
  /** This server looked at what others committed. */
  readonly looked: (by: WokenBy) => void
  readonly contentType: string
  /** The text that Prometheus scrapes. */
  readonly expose: () => Promise<string>
}

/** How this server is doing among those that share its store. */
export interface NodeReading {
  readonly nodes: number
  readonly isOnDuty: boolean
  /** In ms. */
  readonly skew: number
  readonly isReached: boolean
  readonly lag: number
}

/** How an upstream Alertmanager is doing. */
export interface UpstreamReading {
  readonly name: string
  readonly isReached: boolean
  readonly waiting: number
}

const FAST = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Builds the metrics in a registry of their own; nothing is global, so that two servers may share a process. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })

  const named = <K extends MetricKey>(key: K) => ({
    name: METRICS[key].name,
    help: METRICS[key].help,
    labelNames: Object.keys(METRICS[key].labels) as LabelOf<K>[],
    registers: [registry],
  })
  const counter = <K extends KeyOf<'counter'>>(key: K): Counter<LabelOf<K>> => {
    const made = new Counter<LabelOf<K>>(named(key))
    const [only, ...others] = Object.entries<readonly (string | number)[] | 'any'>(METRICS[key].labels)
    // A counter that begins at 1 has never increased: what alerts look at must be there before it happens.
    if (only !== undefined && others.length === 0 && only[1] !== 'any') {
      for (const value of only[1]) made.inc({ [only[0]]: value } as Record<LabelOf<K>, string>, 0)
    }
    return made
  }
  const gauge = <K extends KeyOf<'gauge'>>(key: K): Gauge<LabelOf<K>> => new Gauge<LabelOf<K>>(named(key))
  const histogram = (key: KeyOf<'histogram'>) => new Histogram({ ...named(key), buckets: FAST })
  const readAtScrape = (key: KeyOf<'gauge'>, read: () => number): void => {
    new Gauge({
      ...named(key),
      collect() {
        this.set(read())
      },
    })
  }

  const connections = [gauge('connections'), gauge('connectionsByRightName')]
  for (const transport of METRICS.connections.labels.transport) {
    for (const open of connections) open.set({ transport }, 0)
  }
  const events = new Tallied(named('events'))
  const latency = histogram('latency')
  const errors = counter('errors')
  const reconnects = counter('reconnects')
  const broadcast = histogram('broadcast')
  const delivered = counter('delivered')
  const replayed = counter('replayed')
  const resets = counter('resets')
  const gaps = counter('gaps')
  const sheds = counter('sheds')
  const lagging = counter('lagging')
  const commit = histogram('commit')
  const commitFailures = counter('commitFailures')
  const takenOver = counter('takenOver')
  const overtaken = counter('overtaken')
  const turns = counter('turns')
  const lostSequences = counter('lostSequences')
  const received = new Tallied(named('received'))
  const ingest = histogram('ingest')
  const refused = counter('refused')
  const truncated = counter('truncated')
  const limited = counter('limited')
  const taskFailures = counter('taskFailures')
  const spans = counter('spans')
  const looks = counter('looks')
  const brokeGlass = counter('brokeGlass')
  const doorRefusals = counter('doorRefusals')
  const accessRefusals = counter('accessRefusals')
  const connectionSheds = counter('connectionSheds')
  const configGood = gauge('configGood')
  const openToAll = gauge('openToAll')
  const plainHttp = gauge('plainHttp')
  const certificateGood = gauge('certificateGood')
  certificateGood.set(1)
  const requests = new Tallied(named('requests'))
  gauge('alertmanager').set({ version: ALERTMANAGER_VERSION }, 1)
  gauge('build').set({ version, node: process.version }, 1)

  return {
    core: {
      commit: (seconds) => commit.observe(seconds),
      commitFailed: () => {
        commitFailures.inc()
        errors.inc({ error_type: 'commit_failed' })
      },
      ingested: (source, outcome, alerts) => received.add(alerts, source, outcome),
      limited: (limit, times) => limited.inc({ limit }, times),
      published: (type, source, count) => events.add(count, type, source),
      taskFailed: (task) => taskFailures.inc({ task }),
      takenOver: (events) => takenOver.inc(events),
      overtaken: () => overtaken.inc(),
      turned: (lost) => {
        turns.inc()
        lostSequences.inc(lost)
      },
      brokeGlass: (what) => brokeGlass.inc({ what }),
    },
    stream: {
      opened: (transport) => {
        for (const open of connections) open.inc({ transport })
      },
      closed: (transport) => {
        for (const open of connections) open.dec({ transport })
      },
      reconnected: () => reconnects.inc(),
      delivered: (_event, readers, seconds) => {
        delivered.inc(readers)
        if (seconds !== undefined) latency.observe(seconds)
      },
      broadcast: (seconds) => broadcast.observe(seconds),
      replayed: (count) => replayed.inc(count),
      reset: (reason) => resets.inc({ reason }),
      gap: () => gaps.inc(),
      error: (type) => errors.inc({ error_type: type }),
      shed: (reason) => sheds.inc({ reason }),
      lagging: () => lagging.inc(),
      queueBytes: (read) => readAtScrape('queueBytes', read),
      waitingPolls: (read) => readAtScrape('waitingPolls', read),
    },
    http: {
      answered: (method, route, status) => requests.add(1, method, route, status),
      ingest: (seconds) => ingest.observe(seconds),
      ingestRefused: (status) => refused.inc({ code: status }),
      truncated: (alerts) => truncated.inc(alerts),
      limited: (limit) => limited.inc({ limit }),
    },
    door: {
      refused: (reason) => doorRefusals.inc({ reason }),
      connectionShed: () => connectionSheds.inc(),
      isOpen: (isOpen) => openToAll.set(isOpen ? 1 : 0),
      isPlain: (isPlain) => plainHttp.set(isPlain ? 1 : 0),
      certificateRead: (isGood) => certificateGood.set(isGood ? 1 : 0),
      certificateExpires: (read) => readAtScrape('certificateExpiry', () => read() / 1000),
      connections: (read) => readAtScrape('openConnections', read),
      waitingBodies: (read) => readAtScrape('waitingBodies', read),
    },
    access: { refused: (code) => accessRefusals.inc({ code }) },
    configReloaded: (isGood) => configGood.set(isGood ? 1 : 0),
    observe: (core) => {
      core.subscribeStats((event) => events.add(1, event.type, event.source))
      new Gauge({
        ...named('firing'),
        collect() {
          const bySeverity = core.stats().data.by_severity
          for (const level of LEVELS) this.set({ level }, bySeverity[level])
        },
      })
      new Gauge({
        ...named('standing'),
        collect() {
          const standing = core.standing()
          for (const of of STANDING) this.set({ of }, standing[of])
        },
      })
      readAtScrape('silences', () => core.stats().data.active_silences)
      readAtScrape('sequence', () => core.log.head().sequence)
      readAtScrape('logBehind', () => core.beside.behind() / 1000)
      readAtScrape('auditSequence', () => core.audit.head().sequence)
      readAtScrape('auditHead', () => Number.parseInt(core.audit.head().hash.slice(0, 12), 16))
      readAtScrape('behind', () => core.behind())
      readAtScrape('degraded', () => (core.log.degraded() === undefined ? 0 : 1))
    },
    observeKeys: (read) => {
      new Gauge({
        ...named('keysRead'),
        collect() {
          for (const { issuer, goodAt = 0 } of read()) this.set({ issuer }, goodAt / 1000)
        },
      })
    },
    observeNode: (read) => {
      readAtScrape('nodes', () => read().nodes)
      readAtScrape('onDuty', () => (read().isOnDuty ? 1 : 0))
      readAtScrape('clockSkew', () => read().skew / 1000)
      readAtScrape('storeReached', () => (read().isReached ? 1 : 0))
      readAtScrape('appliedLag', () => read().lag)
    },
    spans: (outcome, count) => spans.inc({ outcome }, count),
    observeUpstreams: (read) => {
      const perUpstream = (
        key: 'upstreamReached' | 'upstreamWaiting',
        value: (reading: UpstreamReading) => number,
      ) =>
        new Gauge({
          ...named(key),
          collect() {
            // Only the server that looks at them says anything of them.
            this.reset()
            for (const reading of read()) this.set({ upstream: reading.name }, value(reading))
          },
        })
      perUpstream('upstreamReached', ({ isReached }) => (isReached ? 1 : 0))
      perUpstream('upstreamWaiting', ({ waiting }) => waiting)
    },
    observeWakes: (read) => {
      new Gauge({
        ...named('wakesWorking'),
        collect() {
          const { way, isWorking } = read()
          this.set({ way }, isWorking ? 1 : 0)
        },
      })
    },
    looked: (way) => looks.inc({ way }),
    contentType: registry.contentType,
    expose: () => registry.metrics(),
  }
}
