import type { RequestListener, Server } from 'node:http'
import type { Millis } from '@watchfloor/contract'
import type { Authorize, Door } from '../../access/authorize.ts'
import type { Principal } from '../../access/principal.ts'
import type { Right } from '../../access/rights.ts'
import type { Look } from '../../access/ways.ts'
import type { CurrentConfig, Reloaded } from '../../alertmanager/current-config.ts'
import type { Settings } from '../../config/settings.ts'
import type { EdgeCore } from '../../core/core.ts'
import type { Clock } from '../../ground/clock.ts'
import type { LogLevels } from '../../ground/log-level.ts'
import type { Logger } from '../../ground/logger.ts'
import type { Shares } from '../../ground/shares.ts'
import type { Followed, Tracing } from '../../ground/tracing.ts'
import type { JoinCodes } from '../../join/join-codes.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import type { ThisNode } from '../../nodes/this-node.ts'
import type { OpenId } from '../../openid/openid.ts'
import type { Signing } from '../../sources/webhook-signature.ts'
import type { SignIns } from '../../storage/sign-ins.ts'
import type { Streaming } from '../../stream/streaming.ts'
import type { Asked } from '../door/asked.ts'
import type { FrontDoor } from '../door/front-door.ts'
import type { Shortcut } from '../door/shortcut.ts'
import type { BodyRoom } from './body-room.ts'

/** Everything that the HTTP edge is built from. */
export interface AppParts {
  readonly core: EdgeCore
  readonly authorize: Authorize
  /** What is known of a request before anybody was recognised. */
  readonly doorOf: (request: Asked) => Door
  readonly streaming: Streaming
  /** Names of those who have a stream open, at whichever server; some may be there twice. */
  readonly listening: () => readonly string[]
  /** This server among those that share its store. */
  readonly node: ThisNode
  readonly settings: Settings
  readonly front: FrontDoor
  /** Where a program on this machine reaches this server. */
  readonly ownUrl: string
  readonly bodies: BodyRoom
  readonly logLevels: Pick<LogLevels, 'now' | 'set'>
  /** Undefined where requests are not followed. */
  readonly tracing: Pick<Tracing, 'begin'> | undefined
  readonly joins: JoinCodes
  /** Where sign-ins that are half done stand for all servers of a store; undefined where this one has them in memory. */
  readonly signIns: SignIns | undefined
  /** Is everything here that other servers of the store were told by now? */
  readonly look: Look
  /** The provider whose people sign in; undefined where they do not. */
  readonly openid: OpenId | undefined
  readonly alertmanager: CurrentConfig
  /** Reads again what may change while the server runs: the Alertmanager's configuration, the certificate. */
  readonly reload: () => Promise<Reloaded>
  /** How Grafana's webhooks must be signed; undefined when they need not be. */
  readonly grafanaSigning: Signing | undefined
  readonly metrics: Pick<Metrics, 'http' | 'expose' | 'contentType'>
  readonly logger: Logger
  readonly clock: Clock
  /** Who does long work when. */
  readonly shares: Shares
  readonly version: string
  readonly startedAt: Millis
  /** Is the server on its way out? Then it is no longer ready. */
  readonly isDraining: () => boolean
  /** Answers the server that the routes are for, which listens already and opens to them when they are ready. */
  readonly serverFactory: (listener: RequestListener, shortcut: Shortcut | undefined) => Server
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any handler runs, except on public routes. */
    principal: Principal
    /** It is followed to its readers; undefined where nobody traces. */
    followed: Followed | undefined
    /** The peer's address after trusted proxies. */
    address: string
    /** Of its route, which Fastify would put together anew each time that it is asked for. */
    config: FastifyRequest['routeOptions']['config']
  }
  interface FastifyContextConfig {
    /** Whose error shapes this route answers with; ours when absent. */
    errors?: 'alertmanager'
    /** What who asks must be allowed, where no operation says it: pages, and refusals of a wrong method. */
    right?: Right
    /** For people to look at, and no part of the API. */
    page?: boolean
  }
}
