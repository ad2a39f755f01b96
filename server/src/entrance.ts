import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Door as AccessDoor, Authorize } from './access/authorize.ts'
import { openProblem, openWarning, plainWarning } from './access/openness.ts'
import type { StandingOf } from './access/standing.ts'
import { Tally } from './audit/tally.ts'
import { bindDoor, type Door } from './bind.ts'
import { prefixOf } from './config/door-settings.ts'
import type { Settings } from './config/settings.ts'
import { hasTls } from './config/tls-settings.ts'
import type { Clock, Timers } from './ground/clock.ts'
import type { Logger } from './ground/logger.ts'
import type { Problem } from './ground/problem.ts'
import { StartProblem } from './ground/start-problem.ts'
import { openRows } from './health/open-server.ts'
import type { Finding } from './health/rows.ts'
import { StrangeNames } from './health/strange-names.ts'
import type { Asked } from './http/door/asked.ts'
import { createFrontDoor, type FrontDoor } from './http/door/front-door.ts'
import { requestIds } from './http/door/request-id.ts'
import { createWaitingRoom } from './http/door/waiting-room.ts'
import { BodyRoom } from './http/edge/body-room.ts'
import type { Metrics } from './metrics/metrics.ts'
import { productOf } from './sources/product.ts'
import { Gate } from './stream/admission/gate.ts'
import { StreamDoor } from './stream/transports/stream-door.ts'
import { type Certificate, openCertificate } from './tls/certificate.ts'

/** Where requests come in: the bound address, what every request passes, and what of it people should know. */
export interface Entrance {
  readonly door: Door
  /** Where a program on this machine reaches the server, with what its paths begin with. */
  readonly url: string
  readonly front: FrontDoor
  /** What is known of a request before anybody was recognised. */
  readonly doorOf: (request: Asked) => AccessDoor
  readonly bodies: BodyRoom
  readonly streams: StreamDoor
  /** What was refused, from the first request on. */
  readonly refusals: Tally
  /** The server has started: these answer from now on, whoever has waited for it first. */
  readonly open: Door['open']
  /** Reads the certificate's files again; what is wrong with them. */
  readonly reload: () => Problem | undefined
  /** Health rows. */
  readonly notices: () => readonly Finding[]
  /** Takes no more connections; resolves when the last has ended, or was cut. May be called again. */
  readonly close: () => Promise<void>
}

export async function openEntrance(parts: {
  readonly settings: Settings
  readonly authorize: Authorize
  /** Does whoever comes have to say who they are? */
  readonly isSignedIn: boolean
  /** Is what somebody was recognised by still good? */
  readonly standingOf: StandingOf
  /** Did a request come by the control socket? */
  readonly isControl: (request: Asked) => boolean
  readonly metrics: Pick<Metrics, 'door' | 'stream'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}): Promise<Entrance> {
  const { settings, authorize, isSignedIn, standingOf, isControl, clock, timers, logger } = parts
  const { door: metrics, stream } = parts.metrics
  const { limits } = settings
  const random = Math.random
  const strangeNames = new StrangeNames()
  const refusals = new Tally()
  const prefix = prefixOf(settings)
  const certificate = certificateFrom(parts)
  const front = createFrontDoor({
    settings,
    prefix,
    isForThisMachine: !isSignedIn && !settings.insecure_open,
    requestIdOf: requestIds(randomBytes(6).toString('hex')),
    machine: hostname(),
    hsts: settings.tls.hsts === 0 ? undefined : `max-age=${Math.ceil(settings.tls.hsts / 1000)}`,
    onStrangeName: (name, request, address) => {
      const by = `${productOf(request.headers['user-agent'])} at ${address}`
      if (!strangeNames.refused(name, by, clock.now())) return
      logger.warn(
        { name, by, request: front.requestIdOf(request) },
        'requests under this name are refused: add it to the setting hosts if it is this server’s',
      )
    },
    onRefused: metrics.refused,
  })
  const { monotonic } = clock
  const doorOf = (request: Asked): AccessDoor => {
    const byControl = isControl(request)
    return {
      address: byControl ? 'control socket' : front.addressOf(request),
      authorization: request.headers.authorization,
      cookie: request.headers.cookie,
      isControl: byControl,
      connection: request.socket,
      request: front.requestIdOf(request),
      isGone: () => request.socket.destroyed,
    }
  }
  const gate = new Gate({
    authorize,
    standingOf,
    now: clock.now,
    settings,
    metrics: stream,
    monotonic,
    random,
    doorOf,
    onRefused: (one) => refusals.note(one, clock.now()),
  })
  const headersOf = front.bareHeaders
  const streams = new StreamDoor({ gate, metrics: stream, timers, random, headersOf })
  const waiting = createWaitingRoom({ gate, streams, timers, headersOf })
  const door = await bindDoor(settings.listen, front, waiting, {
    connections: limits.connections,
    onShed: metrics.connectionShed,
    certificate,
    onUnsecured: () => metrics.refused('tls'),
  }).catch((error: unknown) => {
    certificate?.close()
    throw error
  })
  const openness = {
    isSignedIn,
    isMeant: settings.insecure_open,
    hasTls: certificate !== undefined,
    isPlainMeant: settings.insecure_http,
    isExposed: door.exposed,
    hasProxies: settings.trusted_proxies.length > 0,
  }
  const problem = openProblem(settings.listen, openness)
  if (problem !== undefined) {
    certificate?.close()
    await door.close()
    throw new StartProblem(problem)
  }
  const warnings = { open: openWarning(openness), plain: plainWarning(openness) }
  metrics.isOpen(warnings.open !== undefined)
  metrics.isPlain(warnings.plain !== undefined)
  for (const warning of Object.values(warnings))
    if (warning !== undefined) logger.warn({ listen: settings.listen }, warning)
  metrics.connections(door.connections)
  const bodies = new BodyRoom({
    limit: Math.max(limits.waiting_body_bytes, limits.body_bytes),
    bytesPerSecond: limits.body_bytes_per_second,
    timers,
    monotonic,
  })
  metrics.waitingBodies(() => bodies.size)
  const close = async (): Promise<void> => {
    certificate?.close()
    streams.close()
    waiting.close()
    await door.close()
    bodies.close()
  }
  let closing: Promise<void> | undefined
  return {
    door,
    url: door.url + prefix,
    front,
    doorOf,
    bodies,
    streams,
    refusals,
    open: (listener, onUpgrade, shortcut) => {
      door.open(listener, onUpgrade, shortcut)
      waiting.open(listener, onUpgrade)
    },
    reload: () => certificate?.reload(),
    notices: () => [
      ...strangeNames.rows(clock.now()),
      ...openRows(warnings),
      ...(certificate?.notices() ?? []),
    ],
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Undefined where the server speaks plain HTTP. */
function certificateFrom({
  settings,
  clock,
  timers,
  logger,
  metrics,
}: {
  readonly settings: Settings
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'door'>
}): Certificate | undefined {
  if (!hasTls(settings)) return undefined
  const { certificateRead, certificateExpires } = metrics.door
  const certificate = openCertificate({
    files: settings.tls,
    host: hostToCover(settings),
    clock,
    timers,
    logger,
    onReload: certificateRead,
  })
  certificateExpires(certificate.expiresAt)
  return certificate
}

/** A proxy in front, even one that speaks TLS to this server, shows a certificate of its own. */
function hostToCover({ external_url: url, trusted_proxies: proxies }: Settings): string | undefined {
  if (!url.startsWith('https://') || proxies.length > 0) return undefined
  return new URL(url).hostname.replace(/^\[|\]$/g, '')
}
