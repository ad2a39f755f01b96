import type { IncomingMessage, OutgoingHttpHeaders, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionRow, StatsEvent } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import type { Core } from '../core/core.ts'
import type { View } from '../core/view.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Tracing } from '../ground/tracing.ts'
import { strangerLog } from './admission/stranger-log.ts'
import { ConnectionTable } from './connections/connection-table.ts'
import { watchDeadPeers } from './connections/dead-peers.ts'
import { Hub } from './delivery/hub.ts'
import { encode, LatestValue } from './delivery/latest-value.ts'
import { Pacer } from './delivery/pacer.ts'
import type { Latest } from './delivery/reader.ts'
import { oneAtATime } from './delivery/slices.ts'
import { drainConnections, paced } from './drain.ts'
import type { StreamMetrics } from './parts/stream-metrics.ts'
import type { StreamSettings } from './parts/stream-settings.ts'
import { type ActingCore, type ActingView, clientMessages } from './transports/client-messages.ts'
import { type PaceOf, registerPolling } from './transports/poll.ts'
import { registerStreamPath } from './transports/sse.ts'
import type { StreamDoor } from './transports/stream-door.ts'
import { registerUpgradePath } from './transports/upgrade-path.ts'
import { webSocketDoor } from './transports/websocket.ts'
import { closedByOperator } from './wire/endings.ts'

/** A stream goes on for no longer than this after its credential is not good any more, ms. */
const REVIEW_MS = 1_000

/** What the streaming edge is built from. */
export interface StreamingParts {
  readonly core: Pick<Core, 'log' | 'stats' | 'subscribeStats' | 'now'> & {
    readonly seenBy: (scope: Principal['scope']) => Pick<View, 'sight' | 'event' | 'stats'> & ActingView
    readonly audit: ActingCore['audit']
  }
  /** Lets streams in; opened when everything that they follow is there. */
  readonly door: StreamDoor
  readonly settings: StreamSettings
  readonly metrics: StreamMetrics
  readonly clock: Clock
  readonly timers: Timers
  /** A number in [0, 1). */
  readonly random: () => number
  readonly logger: Logger
  /** Who listens has changed. */
  readonly onListeners?: (() => void) | undefined
  /** Ids of connections. */
  readonly newId: () => string
  /** How many other servers would take those who follow here; none when absent. */
  readonly takers?: () => number
  /** Absent where nobody traces. */
  readonly onDelivered?: Tracing['delivered'] | undefined
  /** The product's version, told in `hello`. */
  readonly version: string
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
  /** The system's tables of TCP connections, in Linux's format; none where it has no such table. */
  readonly tcpTables: () => Promise<readonly string[]>
  /** Runs in the next turn of the event loop; `setImmediate` when absent. */
  readonly soon?: ((run: () => void) => void) | undefined
}

export interface StreamStanding {
  readonly sse: number
  readonly websocket: number
  readonly queuedBytes: number
}

/** The streaming edge: SSE, WebSocket, polling. */
export interface Streaming {
  /** Adds the paths that the framework answers: polling, and what the stream's path has besides the stream. */
  readonly registerRoutes: (fastify: FastifyInstance, paceOf: PaceOf) => void
  /** Puts `GET /api/v2/events/stream` in front of a server's listener, which gets everything else. */
  readonly inFrontOf: (listener: RequestListener) => RequestListener
  /**
   * Listener of the server's `upgrade` event, for WebSockets, and for streams that are handed over alike (`handedOver`).
   * Answers 404 to any other path.
   */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly connections: () => readonly ConnectionRow[]
  /** Names of those who have a stream open. */
  readonly listening: () => readonly string[]
  /** How many are open, and what waits in them. */
  readonly standing: () => StreamStanding
  /** Ends one connection in its transport's clean way; false when there is no such connection. */
  readonly closeConnection: (id: string) => boolean
  /**
   * Holds new streams and polls, or leaves streams to other servers; sends new WebSockets away, tells every client when
   * to come back, flushes, and ends all of them, paced, those that are held last. Resolves when all are gone; those that do not take their last bytes
   * within 5 s are cut.
   */
  readonly drain: () => Promise<void>
  /** Ends everything at once: subscriptions, timers, sockets. */
  readonly close: () => void
}

/** Builds the streaming edge on a core. Nothing is listened to before its routes and upgrades are wired. */
export function createStreaming(parts: StreamingParts): Streaming {
  const { core, door, settings, metrics, timers, random, logger, headersOf, takers = () => 0 } = parts
  const { now, monotonic } = parts.clock
  const soon = parts.soon ?? ((run) => void setImmediate(run))
  const turns = oneAtATime({ soon, monotonic })
  const { conflate_ms: conflateMs, write_gather_ms: gatherMs } = settings.stream

  const filterSteps = settings.limits.stream_expression_steps
  const hub = new Hub({ log: core.log, metrics, timers, now, gatherMs, filterSteps, ...turns })
  const latest = new LatestValue({
    initial: core.stats(),
    conflateMs,
    timers,
    monotonic,
    onChange: (value) => hub.forEachReader((reader) => reader.offerLatest(value)),
  })
  const unsubscribe = core.subscribeStats((event) => latest.set(event))
  const { gate } = door
  const pacer = new Pacer(turns)
  const encoded = new WeakMap<StatsEvent, Latest>()
  const latestOf = (scope: Principal['scope']): Latest => {
    if (scope === undefined) return latest.current
    const event = core.seenBy(scope).stats()
    const newest = encoded.get(event) ?? encode(event)
    encoded.set(event, newest)
    return newest
  }
  const shared: ConstructorParameters<typeof ConnectionTable>[1] = {
    seenBy: core.seenBy,
    latestOf,
    log: core.log,
    now,
    monotonic,
    hub,
    pacer,
    settings,
    metrics,
    timers,
    random,
    version: parts.version,
    onDelivered: parts.onDelivered,
    onListeners: parts.onListeners ?? (() => undefined),
  }
  const table = new ConnectionTable(gate, shared, parts.newId, strangerLog(logger, core.log, monotonic))
  const { connections } = table
  const webSockets = webSocketDoor({
    table,
    limits: settings.limits,
    timers,
    monotonic,
    headersOf,
    onMessage: clientMessages({ table, core }),
  })
  metrics.queueBytes(() => connections.values().reduce((sum, { queued }) => sum + queued, 0))
  metrics.waitingPolls(() => hub.waiting)
  const stopWatching = watchDeadPeers({
    timers,
    monotonic,
    readTables: parts.tcpTables,
    isNeeded: () => connections.size > 0,
    cut: (peer) => {
      for (const connection of [...connections.values()]) {
        if (connection.peer !== peer) continue
        metrics.error('no_acknowledgement')
        connection.destroy()
      }
    },
    onFailed: (error) => {
      metrics.error('read_failed')
      logger.error({ err: error }, 'dead peers cannot be found: the table of TCP connections cannot be read')
    },
  })

  let wasCutOff = false
  const stopReviews = timers.every(REVIEW_MS, () => {
    gate.review()
    // Nobody looks at a board for the time between two heartbeats as if it were that of now.
    const isCutOff = core.log.asOf() !== undefined
    if (isCutOff !== wasCutOff) void paced(timers, connections, (connection) => connection.beat())
    wasCutOff = isCutOff
  })
  door.open(table, pacer)
  let isOver = false

  return {
    registerRoutes: (fastify, paceOf) => {
      registerStreamPath(fastify, table)
      registerUpgradePath(fastify)
      registerPolling(fastify, {
        table,
        hub,
        log: core.log,
        timers,
        now,
        paceOf,
        isOver: () => isOver,
        onDelivered: parts.onDelivered,
      })
    },
    inFrontOf: (listener) => (request, response) => {
      if (!door.take(request, response)) listener(request, response)
    },
    handleUpgrade: (request, socket, head) => {
      if (!door.take(request)) webSockets.handleUpgrade(request, socket, head)
    },
    listening: () => table.listeners.names,
    connections: () => [...connections.values()].map((connection) => connection.row()),
    standing: () => {
      const standing = { sse: 0, websocket: 0, queuedBytes: 0 }
      for (const { transport, queued } of connections.values()) {
        standing[transport]++
        standing.queuedBytes += queued
      }
      return standing
    },
    closeConnection: (id) => {
      const connection = connections.get(id)
      if (connection === undefined) return false
      connection.end(closedByOperator)
      return true
    },
    drain: async () => {
      gate.shut()
      const others = takers()
      door.drain({ isTaken: others > 0 })
      logger.info({ connections: connections.size, others }, 'streams are drained')
      await drainConnections({ hub, timers, random, connections, takers })
      isOver = true
      door.close()
      hub.wakeAll()
    },
    close: () => {
      isOver = true
      gate.shut()
      door.close()
      stopWatching()
      stopReviews()
      unsubscribe()
      latest.close()
      hub.close()
      webSockets.close()
      for (const connection of [...connections.values()]) connection.destroy()
    },
  }
}
