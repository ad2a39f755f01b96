import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { CursorText } from './control.ts'
import { StreamFilter } from './subscription.ts'

export const ConnectionState = Type.Union(
  [
    Type.Literal('waiting'),
    Type.Literal('replaying'),
    Type.Literal('live'),
    Type.Literal('lagging'),
    Type.Literal('closing'),
  ],
  {
    description:
      '`waiting`: a WebSocket that has not subscribed yet. `replaying`: catching up from its cursor. `lagging`: its socket did not keep up; it is resumed by cursor when the socket drains.',
  },
)
export type ConnectionState = Static<typeof ConnectionState>

const count = (description: string) => Type.Integer({ minimum: 0, description })

/** One open stream. */
export const ConnectionRow = Type.Object({
  id: Type.String(),
  transport: Type.Union([Type.Literal('sse'), Type.Literal('websocket')]),
  address: Type.String({ description: 'The peer’s, behind trusted proxies.' }),
  principal: Type.Union([Type.String(), Type.Null()], {
    description: 'Who it is; null when the server does not know.',
  }),
  filter: StreamFilter,
  cursor: CursorText,
  lag: count('Events between its cursor and the log’s head.'),
  queued_bytes: count('Bytes that wait for its socket.'),
  state: ConnectionState,
  since: Timestamp,
  node: Type.Optional(
    Type.String({ description: 'Name of the server that holds it, where there are several.' }),
  ),
})
export type ConnectionRow = Readonly<Static<typeof ConnectionRow>>

/** `GET /api/v2/connections`. */
export const Connections = Type.Object({
  connections: Type.ReadonlyObject(Type.Array(ConnectionRow)),
  unanswered: Type.Optional(
    Type.ReadonlyObject(
      Type.Array(Type.String(), {
        description: 'Names of servers that did not say in time what they hold: theirs are not among these.',
      }),
    ),
  ),
})
export type Connections = Readonly<Static<typeof Connections>>
