import { LEVELS } from '@watchfloor/contract'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Core } from '../core/core.ts'
import { type CoreMetrics, LIMITS } from '../core/core-metrics.ts'
import { ALERTMANAGER_VERSION } from '../ground/version.ts'
import { DOOR_REASONS, type DoorReason } from '../http/door/front-door.ts'
import {
  RESET_REASONS,
  SHED_REASONS,
  STREAM_ERRORS,
  type StreamMetrics,
} from '../stream/parts/stream-metrics.ts'
import { METRICS, type MetricKey } from './metric-names.ts'

/** What the HTTP edge counts. */
export interface HttpMetrics {
  /** `route` is the route's pattern, never the path, so that the label stays bounded. */
  readonly answered: (method: string, route: string, status: number) => void
  readonly ingest: (seconds: number) => void
  readonly ingestRefused: (status: number) => void
  readonly truncated: (alerts: number) => void
}

/** What the front door and the listening socket count. */
export interface DoorMetrics {
  readonly refused: (reason: DoorReason) => void
  readonly connectionShed: () => void
  /** Called once: the way to read how many connections are open now. */
  readonly connections: (read: () => number) => void
  /** Called once: the way to read how many bytes all bodies take now. */
  readonly waitingBodies: (read: () => number) => void
}

/** All metrics of one server instance. */
export interface Metrics {
  readonly core: CoreMetrics
  readonly stream: StreamMetrics
  readonly http: HttpMetrics
  readonly door: DoorMetrics
  /** Was the newest reading of the configuration good? */
  readonly configReloaded: (isGood: boolean) => void
  /** Adds what is read from the core at each scrape. */
  readonly observe: (core: Pick<Core, 'stats' | 'subscribeStats' | 'log'>) => void
  /** Adds the upstreams, read at each scrape. */
  readonly observeUpstreams: (read: () => readonly UpstreamReading[]) => void
  readonly contentType: string
  /** The text that Prometheus scrapes. */
  readonly expose: () => Promise<string>
}

/** How an upstream Alertmanager is doing. */
export interface UpstreamReading {
  readonly name: string
  readonly isReached: boolean
  readonly waiting: number
}

/** Statuses of requests with alerts that are not taken; 503 is ours, the others are the sender's. */
const REFUSALS = [400, 408, 413, 415, 503]
/** What runs by the clock, and what hears of every event. */
const TASKS = ['clock', 'flush', 'health', 'maintenance', 'sources', 'subscriber', 'upstream']

const FAST = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Builds the metrics in a registry of their own; nothing is global, so that two servers may share a process. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })

  const named = (key: MetricKey) => ({ name: METRICS[key][0], help: METRICS[key][1], registers: [registry] })
  const counter = <L extends string = never>(key: MetricKey, ...labelNames: L[]) =>
    new Counter({ ...named(key), labelNames })
  const histogram = (key: MetricKey) => new Histogram({ ...named(key), buckets: FAST })
  const readAtScrape = (key: MetricKey, read: () => number): void => {
    new Gauge({
      ...named(key),
      collect() {
        this.set(read())
      },
    })
  }

  const connections = new Gauge({ ...named('connections'), labelNames: ['transport'] })
  for (const transport of ['sse', 'websocket']) connections.set({ transport }, 0)
  const events = counter('events', 'type', 'source')
  const latency = histogram('latency')
  const errors = counter('errors', 'error_type')
  const reconnects = counter('reconnects')
  const broadcast = histogram('broadcast')
  const delivered = counter('delivered')
  const replayed = counter('replayed')
  const resets = counter('resets', 'reason')
  const gaps = counter('gaps')
  const sheds = counter('sheds', 'reason')
  const lagging = counter('lagging')
  const commit = histogram('commit')
  const commitFailures = counter('commitFailures')
  const received = counter('received', 'source', 'outcome')
  const ingest = histogram('ingest')
  const refused = counter('refused', 'code')
  const truncated = counter('truncated')
  const limited = counter('limited', 'limit')
  const taskFailures = counter('taskFailures', 'task')
  const doorRefusals = counter('doorRefusals', 'reason')
  const connectionSheds = counter('connectionSheds')
  const configGood = new Gauge(named('configGood'))
  const requests = counter('requests', 'method', 'route', 'code')
  // A counter that begins at 1 has never increased: what alerts look at must be there before it happens.
  for (const reason of RESET_REASONS) resets.inc({ reason }, 0)
  for (const reason of SHED_REASONS) sheds.inc({ reason }, 0)
  for (const error_type of [...STREAM_ERRORS, 'commit_failed']) errors.inc({ error_type }, 0)
  for (const reason of DOOR_REASONS) doorRefusals.inc({ reason }, 0)
  for (const code of REFUSALS) refused.inc({ code }, 0)
  for (const limit of LIMITS) limited.inc({ limit }, 0)
  for (const task of TASKS) taskFailures.inc({ task }, 0)
  new Gauge({ ...named('alertmanager'), labelNames: ['version'] }).set({ version: ALERTMANAGER_VERSION }, 1)
  new Gauge({ ...named('build'), labelNames: ['version', 'node'] }).set({ version, node: process.version }, 1)

  return {
    core: {
      commit: (seconds) => commit.observe(seconds),
      commitFailed: () => {
        commitFailures.inc()
        errors.inc({ error_type: 'commit_failed' })
      },
      ingested: (source, outcome, alerts) => received.inc({ source, outcome }, alerts),
      limited: (limit, times) => limited.inc({ limit }, times),
      published: (type, source) => events.inc({ type, source }),
      taskFailed: (task) => taskFailures.inc({ task }),
    },
    stream: {
      opened: (transport) => connections.inc({ transport }),
      closed: (transport) => connections.dec({ transport }),
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
      answered: (method, route, status) => requests.inc({ method, route, code: status }),
      ingest: (seconds) => ingest.observe(seconds),
      ingestRefused: (status) => refused.inc({ code: status }),
      truncated: (alerts) => truncated.inc(alerts),
    },
    door: {
      refused: (reason) => doorRefusals.inc({ reason }),
      connectionShed: () => connectionSheds.inc(),
      connections: (read) => readAtScrape('openConnections', read),
      waitingBodies: (read) => readAtScrape('waitingBodies', read),
    },
    configReloaded: (isGood) => configGood.set(isGood ? 1 : 0),
    observe: (core) => {
      core.subscribeStats((event) => events.inc({ type: event.type, source: event.source }))
      new Gauge({
        ...named('firing'),
        labelNames: ['level'],
        collect() {
          const bySeverity = core.stats().data.by_severity
          for (const level of LEVELS) this.set({ level }, bySeverity[level])
        },
      })
      readAtScrape('silences', () => core.stats().data.active_silences)
      readAtScrape('sequence', () => core.log.head().sequence)
      readAtScrape('degraded', () => (core.log.degraded() === undefined ? 0 : 1))
    },
    observeUpstreams: (read) => {
      const gauge = (key: MetricKey, value: (reading: UpstreamReading) => number) =>
        new Gauge({
          ...named(key),
          labelNames: ['upstream'],
          collect() {
            for (const reading of read()) this.set({ upstream: reading.name }, value(reading))
          },
        })
      gauge('upstreamReached', ({ isReached }) => (isReached ? 1 : 0))
      gauge('upstreamWaiting', ({ waiting }) => waiting)
    },
    contentType: registry.contentType,
    expose: () => registry.metrics(),
  }
}
