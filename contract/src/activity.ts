import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { LevelCounts } from './severity.ts'

/** Lives that began within one slice of time, by level. `at` is where the slice begins. */
export const ActivitySlice = Type.Object({ at: Timestamp, ...LevelCounts.properties })
export type ActivitySlice = Readonly<Static<typeof ActivitySlice>>

/** `GET /api/v2/stats/timeline`: slices of equal length, in order, covering `from` to `to`. */
export const Activity = Type.Object({
  from: Timestamp,
  to: Timestamp,
  slices: Type.ReadonlyObject(Type.Array(ActivitySlice), {
    description:
      'Slices of equal length, in order; `at` is where one begins. Numbers are of lives that began.',
  }),
})
export type Activity = Readonly<Static<typeof Activity>>
