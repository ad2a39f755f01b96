import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

const count = Type.Integer({ minimum: 0 })

/** Lives that began within one slice of time, by level. `at` is where the slice begins. */
export const ActivitySlice = Type.Object({
  at: Timestamp,
  critical: count,
  high: count,
  warning: count,
  info: count,
  unset: count,
})
export type ActivitySlice = Readonly<Static<typeof ActivitySlice>>

/** `GET /api/v2/stats/timeline`: slices of equal length, in order, covering `from` to `to`. */
export const Activity = Type.Object({
  from: Timestamp,
  to: Timestamp,
  slices: Type.ReadonlyObject(Type.Array(ActivitySlice)),
})
export type Activity = Readonly<Static<typeof Activity>>
