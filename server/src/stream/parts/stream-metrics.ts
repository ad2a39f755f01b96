import type { EventType, ResetReason, Source } from '@watchfloor/contract'

export type StreamTransport = 'sse' | 'websocket'
/** `poll` is counted where requests are counted, never as an open connection. */
export type DeliveryTransport = StreamTransport | 'poll'

/** What went wrong at the streaming edge; a closed set, so that it can be a label. */
export const STREAM_ERRORS = [
  'bad_request',
  'bad_message',
  'too_many_messages',
  'message_too_large',
  'read_failed',
  'socket',
  'no_pong',
  'no_acknowledgement',
  'no_subscribe',
] as const
export type StreamError = (typeof STREAM_ERRORS)[number]

/** Why a cursor could not be continued. */
export const RESET_REASONS = [
  'trimmed',
  'unknown',
  'future',
  'malformed',
  'filter',
  'scope',
] as const satisfies readonly ResetReason[]

/** Why a connection or an attempt was given up by the server. */
export const SHED_REASONS = [
  'slow',
  'queues',
  'filters',
  'streams_per_address',
  'streams_per_principal',
  'polls_per_address',
  'attempts',
  'total',
  'draining',
] as const
export type ShedReason = (typeof SHED_REASONS)[number]

/** What the streaming edge counts. Every method is cheap and must not throw. */
export interface StreamMetrics {
  readonly opened: (transport: StreamTransport) => void
  readonly closed: (transport: StreamTransport) => void
  /** A stream or a poll came with a cursor. */
  readonly reconnected: (transport: DeliveryTransport) => void
  /**
   * One event was written to this many readers. `latencySeconds`: from the event's timestamp to the last of these
   * writes; undefined for replayed events, whose age says nothing about delivery.
   */
  readonly delivered: (
    event: { readonly type: EventType; readonly source: Source },
    readers: number,
    latencySeconds: number | undefined,
  ) => void
  /** One fan-out, from its first write to its last, seconds. */
  readonly broadcast: (seconds: number) => void
  readonly replayed: (events: number) => void
  readonly reset: (reason: ResetReason) => void
  /** The log's batches were not contiguous; the readers were resumed by cursor. */
  readonly gap: () => void
  readonly error: (type: StreamError) => void
  readonly shed: (reason: ShedReason) => void
  /** A connection left live delivery because its socket did not keep up; it is resumed by cursor. */
  readonly lagging: () => void
  /** Called once: the way to read how many bytes wait in all connections now. */
  readonly queueBytes: (read: () => number) => void
  /** Called once: the way to read how many polls wait for something now. */
  readonly waitingPolls: (read: () => number) => void
}
