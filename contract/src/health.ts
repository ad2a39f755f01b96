import Type, { type Static } from 'typebox'
import { timeOf } from './alert.ts'

export const HealthStatus = Type.Union([
  Type.Literal('healthy'),
  Type.Literal('degraded'),
  Type.Literal('unhealthy'),
])
export type HealthStatus = Static<typeof HealthStatus>

/** The component that says that a server asks nobody who they are, though other machines reach it. */
export const OPEN_SERVER = 'Sign-in'
/** The component that says that people sign in over plain HTTP, which others can read on the way. */
export const PLAIN_SERVER = 'Encryption'

/** One component: the server, the store, the pipeline's heartbeat (S12), or a source. */
export const Health = Type.Object({
  component: Type.String({
    minLength: 1,
    description: 'A source’s is its name, such as `Prometheus http://prom-eu:9090`.',
  }),
  kind: Type.Union([
    Type.Literal('server'),
    Type.Literal('store'),
    Type.Literal('pipeline'),
    Type.Literal('source'),
  ]),
  status: HealthStatus,
  latency_ms: Type.Optional(Type.Number()),
  message: Type.Optional(Type.String()),
  quiet: Type.Boolean({ description: 'A source stopped sending (S5).' }),
  last_seen: Type.Optional(timeOf('When the component was last heard from or probed')),
  since: timeOf('When this status began'),
  gone: Type.Optional(
    Type.Literal(true, {
      description: 'Only in an event: nothing is known of it any more, and its row leaves the board.',
    }),
  ),
})
export type Health = Readonly<Static<typeof Health>>
