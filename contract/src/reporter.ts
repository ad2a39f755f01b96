import Type, { type Static } from 'typebox'
import { Alert, Timestamp } from './alert.ts'
import { LabelSet } from './labels.ts'

/** One that reports an alert, and its last word in the present life (S1). */
export const Reporter = Type.Object({
  /** `direct` is the API; `relayed` is a webhook. */
  entry: Type.Union([Type.Literal('direct'), Type.Literal('relayed')]),
  /** Component name of its health row. */
  source: Type.String(),
  /** The replica labels that it reported the alert with, where such are configured. */
  replica_labels: Type.Optional(LabelSet),
  /** Its last word; `lost` when its deadline passed without one (S2). */
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved'), Type.Literal('lost')]),
  last_report: Timestamp,
  /** Until when its word holds while it fires; else when it ended. */
  deadline: Timestamp,
})
export type Reporter = Readonly<Static<typeof Reporter>>

/** `GET /api/v2/alerts/{fingerprint}`: one alert, and who says so. */
export const AlertDetail = Type.Object({
  alert: Alert,
  /** Its end, or its deadline while it fires. */
  ends_at: Timestamp,
  updated_at: Timestamp,
  reporters: Type.ReadonlyObject(Type.Array(Reporter)),
})
export type AlertDetail = Readonly<Static<typeof AlertDetail>>
