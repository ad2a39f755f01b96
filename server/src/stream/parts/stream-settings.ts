import type { Millis } from '@watchfloor/contract'

/** Times and limits of the streaming edge, named as in the configuration. */
export interface StreamSettings {
  readonly stream: {
    /** Mean time between heartbeats, ms; each one varies by 10 %. */
    readonly heartbeat_ms: Millis
    /** Shortest time after which a client that lost its stream should come back, ms; each is told up to 2.5 times as much. */
    readonly retry_ms: Millis
    /** Under load, how long events may be gathered into one write, ms. */
    readonly write_gather_ms: Millis
    /** A connection with queued bytes that takes none for this long is closed, ms. */
    readonly stall_ms: Millis
    /** Shortest time between two values of one class-B key, ms. */
    readonly conflate_ms: Millis
  }
  readonly limits: {
    /** Streams (SSE and WebSocket together) of one address that is not signed in (S21). */
    readonly streams_per_address: number
    /** Streams of one who is signed in, and so many waiting polls. */
    readonly streams_per_principal: number
    /** Attempts to open a stream, per address that is not signed in. */
    readonly stream_attempts_per_minute: number
    /** Streams and waiting polls of the whole server. */
    readonly total_streams: number
    /** Above this many queued bytes a connection leaves live delivery and is resumed by cursor. */
    readonly stream_soft_queue_bytes: number
    /** Above this many queued bytes a connection is closed with its cursor. */
    readonly stream_queue_bytes: number
    /** Above this many queued bytes of all connections together the longest queues are closed first. */
    readonly stream_queues_bytes: number
    /** Steps that the expressions of all streams' filters may take a second. */
    readonly stream_expression_steps: number
    /** Long polls of one address that is not signed in that may wait at once. */
    readonly polls_per_address: number
    /** Largest message of a WebSocket client. */
    readonly message_bytes: number
    /** Messages, pings and pongs of a WebSocket client: so many a second in the long run, and so many at once. */
    readonly messages_per_second: number
    readonly messages_at_once: number
  }
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  stream: { heartbeat_ms: 15_000, retry_ms: 2_000, write_gather_ms: 20, stall_ms: 10_000, conflate_ms: 500 },
  limits: {
    streams_per_address: 10,
    streams_per_principal: 1_000,
    stream_attempts_per_minute: 60,
    total_streams: 10_000,
    stream_soft_queue_bytes: 256 * 1024,
    stream_queue_bytes: 1024 * 1024,
    stream_queues_bytes: 512 * 1024 * 1024,
    stream_expression_steps: 20_000_000,
    polls_per_address: 100,
    message_bytes: 64 * 1024,
    messages_per_second: 20,
    messages_at_once: 100,
  },
}
