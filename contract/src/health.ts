import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

export const HealthStatus = Type.Union([
  Type.Literal('healthy'),
  Type.Literal('degraded'),
  Type.Literal('unhealthy'),
])
export type HealthStatus = Static<typeof HealthStatus>

/**
 * One component. `kind` says which row it is: the store, the pipeline heartbeat (S12), or a source.
 * A source's `component` is its name, for example `Prometheus http://prom-eu:9090`.
 */
export const Health = Type.Object({
  component: Type.String({ minLength: 1 }),
  kind: Type.Union([
    Type.Literal('server'),
    Type.Literal('store'),
    Type.Literal('pipeline'),
    Type.Literal('source'),
  ]),
  status: HealthStatus,
  latency_ms: Type.Optional(Type.Number()),
  message: Type.Optional(Type.String()),
  /** A source stopped sending (S5). */
  quiet: Type.Boolean(),
  /** When the component was last heard from or probed. */
  last_seen: Type.Optional(Timestamp),
  /** When this status began. */
  since: Timestamp,
})
export type Health = Readonly<Static<typeof Health>>
