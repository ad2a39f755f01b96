import Type, { type Static } from 'typebox'
import { timeOf } from './alert.ts'

const count = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))

/** One server among those that share a store; the only one where none is shared. */
export const NodeInfo = Type.Object({
  name: Type.String(),
  url: Type.String({ description: 'Where it alone is reached; may be empty.' }),
  version: Type.String(),
  status: Type.Union(
    [Type.Literal('present'), Type.Literal('draining'), Type.Literal('cut_off'), Type.Literal('vanished')],
    {
      description:
        '`draining`: on its way out. `cut_off`: it does not reach the store, and shows what it last knew; only said of the one that is asked. `vanished`: it did not leave, and was not heard of for 6 s.',
    },
  ),
  since: timeOf('When it started'),
  seen: timeOf('When the store last heard of it'),
  asked: Type.Boolean({ description: 'It is the one that answers this.' }),
  on_duty: Type.Boolean({ description: 'It does what happens by the clock: timers, health, upstreams.' }),
  streams: count('Streams that it holds.'),
  lag: count('Events that are committed and that it does not show yet.'),
  clock_skew_ms: Type.Optional(
    Type.Integer({
      description: 'How far its clock is ahead of the store’s, beyond what the way there explains.',
    }),
  ),
})
export type NodeInfo = Readonly<Static<typeof NodeInfo>>

/** `GET /api/v2/nodes`. */
export const NodeList = Type.Object({ nodes: Type.ReadonlyObject(Type.Array(NodeInfo)) })
export type NodeList = Readonly<Static<typeof NodeList>>
