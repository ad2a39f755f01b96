import Type, { type Static } from 'typebox'
import { AlertEvent } from './event.ts'

/** `GET /api/v2/alerts/{fingerprint}/history`: what happened to one alert, newest first, as the log keeps it. */
export const AlertHistory = Type.Object({
  events: Type.ReadonlyObject(Type.Array(Type.Omit(AlertEvent, ['prev']))),
})
export type AlertHistory = Readonly<Static<typeof AlertHistory>>

/** `GET /api/v2/history` when it is asked for the events of alerts only: newest first, and where to go on. */
export const AlertHistoryPage = Type.Object({
  events: Type.ReadonlyObject(Type.Array(Type.Omit(AlertEvent, ['prev']))),
  before: Type.Union([Type.String(), Type.Null()]),
})
export type AlertHistoryPage = Readonly<Static<typeof AlertHistoryPage>>
