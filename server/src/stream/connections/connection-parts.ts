import type { Timers } from '../../ground/clock.ts'
import type { Tracing } from '../../ground/tracing.ts'
import type { Hub } from '../delivery/hub.ts'
import type { Pacer } from '../delivery/pacer.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import type { Standing } from '../wire/controls.ts'
import type { Connection } from './connection.ts'
import type { Heartbeats } from './heartbeat.ts'
import type { QueueTotal } from './queue-total.ts'

/** What all connections of a server share. */
export interface ConnectionParts extends Standing {
  /** What waits in all of them. */
  readonly queues: QueueTotal<Connection>
  readonly hub: Hub
  readonly pacer: Pacer
  readonly settings: StreamSettings
  readonly metrics: StreamMetrics
  readonly timers: Timers
  readonly heartbeats: Heartbeats
  readonly random: () => number
  readonly version: string
  /** Absent where nobody traces. */
  readonly onDelivered?: Tracing['delivered'] | undefined
  /** Called once when a connection is gone. */
  readonly onClosed: (connection: Connection) => void
}
