import type { StreamFilter } from '@watchfloor/contract'
import type { StreamTransport } from '../parts/stream-metrics.ts'

/**
 * `waiting`: a WebSocket that has not subscribed yet. `replaying`: catching up from its cursor. `lagging`: its socket
 * did not keep up; it is resumed by cursor when the socket drains.
 */
export type ConnectionState = 'waiting' | 'replaying' | 'live' | 'lagging' | 'closing'

/** One row of `GET /api/v2/connections`. */
export interface ConnectionRow {
  readonly id: string
  readonly transport: StreamTransport
  readonly address: string
  /** The principal's name; null when the server does not know who it is. */
  readonly principal: string | null
  readonly filter: StreamFilter
  /** Position scanned and fully written. */
  readonly cursor: string
  /** Events between its cursor and the log's head. */
  readonly lag: number
  readonly queued_bytes: number
  readonly state: ConnectionState
  /** RFC 3339. */
  readonly since: string
}
