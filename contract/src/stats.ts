import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'
import { LevelCounts } from './severity.ts'

const count = Type.Integer({ minimum: 0 })

/** Numbers of the whole board. Class B: only the latest matters. */
export const Stats = Type.Object({
  firing_alerts: count,
  resolved_today: Type.Integer({ minimum: 0, description: 'Lives that ended since midnight UTC.' }),
  resolved_alerts: Type.Integer({
    minimum: 0,
    description: 'The same number as `resolved_today`, for older readers.',
  }),
  active_silences: count,
  inhibited_alerts: count,
  by_severity: LevelCounts,
  unmapped_severities: Type.Optional(
    Type.Record(Type.String(), count, {
      description:
        'Firing alerts by severity labels that nobody mapped, as they were sent; empty for none (S8).',
    }),
  ),
  last_seen: Type.Record(Type.String(), Timestamp, {
    description:
      'When each source was last heard, by its health component: the health rows themselves only change with their status.',
  }),
  at: Timestamp,
})
export type Stats = Readonly<Static<typeof Stats>>
