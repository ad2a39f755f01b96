import Type, { type Static } from 'typebox'
import { CursorText } from './control.ts'
import { AlertEvent, LoggedEvent } from './event.ts'

/** `GET /api/v2/alerts/{fingerprint}/history`: what happened to one alert, newest first, as the log keeps it. */
export const AlertHistory = Type.Object({
  events: Type.ReadonlyObject(Type.Array(Type.Omit(AlertEvent, ['prev']))),
})
export type AlertHistory = Readonly<Static<typeof AlertHistory>>

const before = Type.Union([CursorText, Type.Null()], {
  description:
    'Goes back in as `before` for the next page; null at the end. A page may be short while there is more.',
})

/** `GET /api/v2/history`: newest first, and where to go on. */
export const HistoryPage = Type.Object({ events: Type.ReadonlyObject(Type.Array(LoggedEvent)), before })
export type HistoryPage = Readonly<Static<typeof HistoryPage>>

/** `GET /api/v2/history` when it is asked for the events of alerts only. */
export const AlertHistoryPage = Type.Object({
  events: Type.ReadonlyObject(Type.Array(Type.Omit(AlertEvent, ['prev']))),
  before,
})
export type AlertHistoryPage = Readonly<Static<typeof AlertHistoryPage>>
