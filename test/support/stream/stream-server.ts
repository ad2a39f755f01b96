import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { onTestFinished } from 'vitest'
import { type Access, authorizer, type Door, openAccess } from '../../../server/src/access/authorize.ts'
import type { StandingOf } from '../../../server/src/access/standing.ts'
import { type Clock, systemClock, systemTimers, type Timers } from '../../../server/src/ground/clock.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { unhurried } from '../../../server/src/ground/pace.ts'
import { handedOver } from '../../../server/src/http/door/handed-over.ts'
import { BARE_HEADERS } from '../../../server/src/http/door/security-headers.ts'
import type { UpgradeListener } from '../../../server/src/http/door/waiting-room.ts'
import { guardDoors } from '../../../server/src/http/edge/doors.ts'
import { readRouteOnce } from '../../../server/src/http/edge/route-config.ts'
import { trackConnections } from '../../../server/src/open-connections.ts'
import { Gate } from '../../../server/src/stream/admission/gate.ts'
import type { StreamMetrics } from '../../../server/src/stream/parts/stream-metrics.ts'
import {
  DEFAULT_STREAM_SETTINGS,
  type StreamSettings,
} from '../../../server/src/stream/parts/stream-settings.ts'
import { createStreaming, type Streaming, type StreamingParts } from '../../../server/src/stream/streaming.ts'
import { isStreamRequest } from '../../../server/src/stream/transports/sse.ts'
import { StreamDoor } from '../../../server/src/stream/transports/stream-door.ts'

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
  readonly standingOf?: StandingOf
  readonly clock?: Clock
  readonly timers?: Timers
  readonly random?: () => number
  readonly takers?: () => number
  readonly tcpTables?: () => Promise<readonly string[]>
  /** What clients do before anything that they follow is there. */
  readonly starting?: (url: string) => Promise<unknown>
}

/** The streaming edge on a real HTTP server of its own, ended with the test. */
export async function startStreams(options: StreamServerOptions): Promise<StreamServer> {
  const counts: Counts = new Map()
  let id = 0
  const settings: StreamSettings = {
    stream: { ...DEFAULT_STREAM_SETTINGS.stream, ...options.stream },
    // Tests come from one address.
    limits: {
      ...DEFAULT_STREAM_SETTINGS.limits,
      streams_per_address: 1000,
      stream_attempts_per_minute: 10_000,
      ...options.limits,
    },
  }
  const metrics = recordInto(counts)
  const { clock = systemClock, timers = systemTimers, random = Math.random } = options
  const headersOf = (): Readonly<Record<string, string>> => BARE_HEADERS
  const doorOf = ({ socket, headers }: IncomingMessage): Door => ({
    address: socket.remoteAddress ?? '',
    authorization: headers.authorization,
    cookie: headers.cookie,
    isControl: false,
    connection: socket,
    request: 'one',
    isGone: () => false,
  })
  const authorize = authorizer({
    access: options.access ?? openAccess,
    failed: () => {},
    controlled: () => {},
    refused: () => {},
  })
  const gate = new Gate({
    authorize,
    standingOf: options.standingOf ?? (() => 'good'),
    now: clock.now,
    settings,
    metrics,
    monotonic: clock.monotonic,
    random,
    doorOf,
    onRefused: () => {},
  })
  const door = new StreamDoor({ gate, metrics, timers, random, headersOf })
  let onRequest: RequestListener = (request, response) => void door.take(request, response)
  let onUpgrade: UpgradeListener = (request) => void door.take(request)
  const server = createServer(
    { IncomingMessage: handedOver((request) => isStreamRequest(request) && !open.isBusy(request.socket)) },
    (request, response) => onRequest(request, response),
  )
  const open = trackConnections(server, { most: Number.POSITIVE_INFINITY, onShed: () => {} })
  server.on('upgrade', (request, socket, head) => onUpgrade(request, socket, head))
  await once(server.listen({ host: '127.0.0.1', port: 0 }), 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  await options.starting?.(url)
  const streaming = createStreaming({
    core: options.core,
    door,
    settings,
    metrics,
    clock,
    timers,
    random,
    logger: SILENT,
    newId: () => `c${++id}`,
    version: '0.0.0-test',
    tcpTables: options.tcpTables ?? (async () => []),
    headersOf,
    takers: options.takers ?? (() => 0),
  })
  const app = Fastify({
    serverFactory: (listener) => {
      onRequest = streaming.inFrontOf(listener)
      return server
    },
    routerOptions: { querystringParser: () => ({}) },
  })
  readRouteOnce(app)
  guardDoors(app, authorize, doorOf)
  streaming.registerRoutes(app, unhurried)
  onUpgrade = streaming.handleUpgrade
  await app.ready()
  onTestFinished(async () => {
    streaming.close()
    // A client may hold a connection that it has asked nothing on yet; closing would wait for it.
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
    await app.close()
  })
  return { url, streaming, counts }
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
