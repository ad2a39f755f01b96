import Type, { type Static } from 'typebox'
import { Alert, Fingerprint, ResolvedBy, Timestamp } from './alert.ts'
import { LabelSet } from './labels.ts'
import { Level } from './severity.ts'

const time = (description: string) => Type.Union([Timestamp, Type.Null()], { description })

/** One life of an alert as the log keeps it: when it began, who took it first, and how it ended. */
export const PastLife = Type.Object({
  life: Alert.properties.life,
  fingerprint: Fingerprint,
  alertname: Type.String(),
  level: Level,
  labels: LabelSet,
  began: Timestamp,
  acknowledged: time('When somebody first took it; null when nobody did.'),
  owner: Type.Union([Type.String(), Type.Null()], { description: 'Who did.' }),
  note: Type.Optional(Type.String({ description: 'What they wrote when they took it.' })),
  ended: time('When its end came; null while it fires.'),
  ended_by: Type.Union([ResolvedBy, Type.Null()], {
    description: 'By whose word. After `timeout`, which is a loss of contact, nobody knows when it was over.',
  }),
})
export type PastLife = Readonly<Static<typeof PastLife>>

/** What became of a life: `unowned` ended before anybody had taken it. */
export const LifeFate = Type.Union([
  Type.Literal('firing'),
  Type.Literal('resolved'),
  Type.Literal('lost'),
  Type.Literal('acknowledged'),
  Type.Literal('unowned'),
])
export type LifeFate = Static<typeof LifeFate>

/** `GET /api/v2/lives`: newest first, and where to go on. */
export const LivesPage = Type.Object({
  lives: Type.ReadonlyObject(Type.Array(PastLife)),
  before: Type.Union([Type.String(), Type.Null()], {
    description:
      'Goes back in as `before` for the next page; null at the end. A page may be short while there is more.',
  }),
})
export type LivesPage = Readonly<Static<typeof LivesPage>>
