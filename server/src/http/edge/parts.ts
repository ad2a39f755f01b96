import type { RequestListener, Server } from 'node:http'
import type { Millis } from '@watchfloor/contract'
import type { Access, Principal } from '../../access/principal.ts'
import type { CurrentConfig } from '../../alertmanager/current-config.ts'
import type { Settings } from '../../config/settings.ts'
import type { Core } from '../../core/core.ts'
import type { Clock } from '../../ground/clock.ts'
import type { Logger } from '../../ground/logger.ts'
import type { Shares } from '../../ground/shares.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import type { Signing } from '../../sources/webhook-signature.ts'
import type { Streaming } from '../../stream/streaming.ts'
import type { FrontDoor } from '../door/front-door.ts'
import type { BodyRoom } from './body-room.ts'

/** Everything that the HTTP edge is built from. */
export interface AppParts {
  readonly core: Core
  readonly access: Access
  readonly streaming: Streaming
  readonly settings: Settings
  readonly front: FrontDoor
  readonly bodies: BodyRoom
  readonly alertmanager: CurrentConfig
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
  readonly serverFactory: (listener: RequestListener) => Server
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any handler runs, except on open routes. */
    principal: Principal
    /** The peer's address after trusted proxies. */
    address: string
  }
  interface FastifyContextConfig {
    /** Whose error shapes this route answers with; ours when absent. */
    errors?: 'alertmanager'
    /** Answered to anybody: health checks and the page itself. */
    open?: boolean
    /** For people to look at, and no part of the API. */
    page?: boolean
    /** Is this a way in for alerts? Its refusals are counted. */
    ingest?: boolean
  }
}
