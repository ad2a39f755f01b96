import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { CursorText } from './control.ts'
import { NodeInfo } from './nodes.ts'

const degraded = Type.Optional(
  Type.String({ description: 'Why the log cannot be written; present only while that is so.' }),
)

/**
 * `GET /healthz`: the process lives. It does so with a store that cannot be written, too. Anybody may ask, so that is
 * all that it says: why is told to those who are known, on the board and by `/health/realtime`.
 */
export const ServerHealth = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
})
export type ServerHealth = Readonly<Static<typeof ServerHealth>>

/** `GET /readyz` of a server that is ready. */
export const Ready = Type.Object({ ...ServerHealth.properties, ready: Type.Literal(true) })
export type Ready = Readonly<Static<typeof Ready>>

/**
 * `GET /readyz` of a server that nothing should be sent to: on its way out, or cut off from the store that it shares
 * with others, which go on without it.
 */
export const NotReady = Type.Object({
  status: Type.Union([Type.Literal('draining'), Type.Literal('cut_off')]),
})
export type NotReady = Readonly<Static<typeof NotReady>>

const count = Type.Integer({ minimum: 0 })

/** `GET /health/realtime`: the log and its streams. */
export const RealtimeHealth = Type.Object({
  status: Type.Union([Type.Literal('healthy'), Type.Literal('unhealthy')]),
  degraded,
  draining: Type.Boolean({ description: 'The server is on its way out.' }),
  server_time: Timestamp,
  started_at: Timestamp,
  version: Type.String(),
  node: Type.Optional(NodeInfo),
  head: CursorText,
  earliest: CursorText,
  connections: Type.Object({
    sse: count,
    websocket: count,
    lagging: Type.Integer({ minimum: 0, description: 'Streams that do not keep up.' }),
    queued_bytes: Type.Integer({ minimum: 0, description: 'Bytes that wait in all streams.' }),
  }),
})
export type RealtimeHealth = Readonly<Static<typeof RealtimeHealth>>
