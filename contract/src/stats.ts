import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

const count = Type.Integer({ minimum: 0 })

/** Numbers of the whole board. Class B: only the latest matters. */
export const Stats = Type.Object({
  firing_alerts: count,
  /** Lives that ended since midnight UTC. */
  resolved_today: count,
  /** The same number as `resolved_today`, for older readers. */
  resolved_alerts: count,
  active_silences: count,
  inhibited_alerts: count,
  /** Firing alerts by level. */
  by_severity: Type.Object({ critical: count, high: count, warning: count, info: count, unset: count }),
  /** Firing alerts by severity labels that the table does not know, as they were sent; empty for none (S8). */
  unmapped_severities: Type.Optional(Type.Record(Type.String(), count)),
  /** When each source was last heard, by its health component: the health rows themselves only change with their status. */
  last_seen: Type.Record(Type.String(), Timestamp),
  at: Timestamp,
})
export type Stats = Readonly<Static<typeof Stats>>
