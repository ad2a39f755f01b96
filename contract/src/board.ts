import Type, { type Static } from 'typebox'
import { Alert, Timestamp } from './alert.ts'
import { CursorText, degraded, Reset } from './control.ts'
import { Event } from './event.ts'
import { Health } from './health.ts'
import { LeftOut } from './left-out.ts'
import { Silence } from './silence.ts'
import { Stats } from './stats.ts'

const changed = {
  sequence: Type.Integer({ minimum: 0, description: 'Sequence of the event that last changed this item.' }),
}
export const BoardAlert = Type.Object({ ...Alert.properties, ...changed })
export type BoardAlert = Readonly<Static<typeof BoardAlert>>
export const BoardSilence = Type.Object({ ...Silence.properties, ...changed })
export type BoardSilence = Readonly<Static<typeof BoardSilence>>
export const BoardHealth = Type.Object({ ...Health.properties, ...changed })
export type BoardHealth = Readonly<Static<typeof BoardHealth>>

/** `GET /api/v2/board`: everything on the board, exactly at `cursor` (S19); or its worst, and how many it leaves out. */
export const BoardSnapshot = Type.Object({
  cursor: CursorText,
  server_time: Timestamp,
  /** Only where something is left out. Each of them takes its place with the next event about it. */
  left_out: Type.Optional(LeftOut),
  alerts: Type.ReadonlyObject(Type.Array(BoardAlert)),
  silences: Type.ReadonlyObject(Type.Array(BoardSilence)),
  health: Type.ReadonlyObject(Type.Array(BoardHealth)),
  stats: Type.Union([Stats, Type.Null()]),
})
export type BoardSnapshot = Readonly<Static<typeof BoardSnapshot>>

/** `GET /api/v2/events`: what came after the cursor. The cursor advances even when nothing matched. */
export const Page = Type.Object({
  cursor: CursorText,
  events: Type.ReadonlyObject(Type.Array(Event)),
  more: Type.Boolean({ description: 'There is more to read at once.' }),
  expiring: Type.Optional(
    Type.Object({ expires_at: Timestamp }, { description: 'Present in the last minute of your credential.' }),
  ),
  reset: Type.Optional(Reset),
  head: CursorText,
  server_time: Timestamp,
  degraded,
})
export type Page = Readonly<Static<typeof Page>>
