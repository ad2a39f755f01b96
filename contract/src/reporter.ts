import Type, { type Static } from 'typebox'
import { Alert, Timestamp, timeOf } from './alert.ts'

/** One that reports an alert, and its last word in the present life (S1). */
export const Reporter = Type.Object({
  entry: Type.Union([Type.Literal('direct'), Type.Literal('relayed')], {
    description: '`direct` is the API; `relayed` is a webhook.',
  }),
  source: Type.String({ description: 'Component name of its health row.' }),
  replica_labels: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'The replica labels that it reported the alert with, where such are configured.',
    }),
  ),
  others: Type.Optional(
    Type.Literal(true, {
      description: 'It stands for several of one sender, because very many report the alert.',
    }),
  ),
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved'), Type.Literal('lost')], {
    description: 'Its last word; `lost` when its deadline passed without one (S2).',
  }),
  last_report: Timestamp,
  deadline: timeOf('Until when its word holds while it fires; else when it ended'),
})
export type Reporter = Readonly<Static<typeof Reporter>>

/** `GET /api/v2/alerts/{fingerprint}`: one alert, and who says so. */
export const AlertDetail = Type.Object({
  alert: Alert,
  ends_at: timeOf('Its end, or its deadline while it fires'),
  updated_at: Timestamp,
  reporters: Type.ReadonlyObject(Type.Array(Reporter)),
})
export type AlertDetail = Readonly<Static<typeof AlertDetail>>
