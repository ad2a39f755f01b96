import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { onTestFinished } from 'vitest'
import { type Access, openAccess } from '../../../server/src/access/principal.ts'
import { type Clock, systemClock, systemTimers, type Timers } from '../../../server/src/ground/clock.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { BARE_HEADERS } from '../../../server/src/http/door/security-headers.ts'
import type { StreamMetrics } from '../../../server/src/stream/parts/stream-metrics.ts'
import {
  DEFAULT_STREAM_SETTINGS,
  type StreamSettings,
} from '../../../server/src/stream/parts/stream-settings.ts'
import { createStreaming, type Streaming, type StreamingParts } from '../../../server/src/stream/streaming.ts'

/** What the streaming edge counted, as `what:label` to a number. */
export type Counts = Map<string, number>

export interface StreamServer {
  readonly url: string
  readonly streaming: Streaming
  readonly counts: Counts
}

export interface StreamServerOptions {
  readonly core: StreamingParts['core']
  readonly stream?: Partial<StreamSettings['stream']>
  readonly limits?: Partial<StreamSettings['limits']>
  readonly access?: Access
  readonly clock?: Clock
  readonly timers?: Timers
  readonly random?: () => number
  readonly tcpTables?: () => Promise<readonly string[]>
}

/** The streaming edge on a real HTTP server of its own, ended with the test. */
export async function startStreams(options: StreamServerOptions): Promise<StreamServer> {
  const counts: Counts = new Map()
  let id = 0
  const streaming = createStreaming({
    core: options.core,
    access: options.access ?? openAccess,
    settings: {
      stream: { ...DEFAULT_STREAM_SETTINGS.stream, ...options.stream },
      // Tests come from one address.
      limits: {
        ...DEFAULT_STREAM_SETTINGS.limits,
        streams_per_address: 1000,
        stream_attempts_per_minute: 10_000,
        ...options.limits,
      },
    },
    metrics: recordInto(counts),
    clock: options.clock ?? systemClock,
    timers: options.timers ?? systemTimers,
    random: options.random ?? Math.random,
    logger: SILENT,
    newId: () => `c${++id}`,
    version: '0.0.0-test',
    tcpTables: options.tcpTables ?? (async () => []),
    addressOf: (request) => request.socket.remoteAddress ?? '',
    headersOf: () => BARE_HEADERS,
  })
  const app = Fastify({
    serverFactory: (listener) => createServer(streaming.inFrontOf(listener)),
    routerOptions: { querystringParser: () => ({}) },
  })
  streaming.registerRoutes(app)
  app.server.on('upgrade', streaming.handleUpgrade)
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    streaming.close()
    // A client may hold a connection that it has asked nothing on yet; closing would wait for it.
    const closed = app.close()
    app.server.closeAllConnections()
    await closed
  })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, streaming, counts }
}

function recordInto(counts: Counts): StreamMetrics {
  const add = (name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by)
  return {
    opened: (transport) => add(`opened:${transport}`),
    closed: (transport) => add(`closed:${transport}`),
    reconnected: (transport) => add(`reconnected:${transport}`),
    delivered: ({ type }, readers, latency) => {
      add(`delivered:${type}`, readers)
      if (latency !== undefined) add('delivered live', readers)
    },
    broadcast: () => add('broadcast'),
    replayed: (events) => add('replayed', events),
    reset: (reason) => add(`reset:${reason}`),
    gap: () => add('gap'),
    error: (type) => add(`error:${type}`),
    shed: (reason) => add(`shed:${reason}`),
    lagging: () => add('lagging'),
    queueBytes: (read) => void add('queue bytes', read()),
    waitingPolls: (read) => void add('waiting polls', read()),
  }
}
