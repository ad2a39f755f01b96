import Type, { type Static } from 'typebox'
import { Timestamp, timeOf } from './alert.ts'

/** A position in the log; see `Cursor`. It must not be picked apart by readers, only given back. */
export const CursorText = Type.String({
  description:
    'A position in the log, `<epoch>.<sequence>` with more behind it for who sees a part of the alerts: give it back to go on from there.',
})

/** Why a cursor could not be continued (S16). */
export const ResetReason = Type.Union([
  Type.Literal('trimmed'),
  Type.Literal('unknown'),
  Type.Literal('future'),
  Type.Literal('malformed'),
  Type.Literal('filter'),
  /** Its holder saw another part of the alerts then. */
  Type.Literal('scope'),
])
export type ResetReason = Static<typeof ResetReason>

/** The log cannot append at the moment (S13). */
export const degraded = Type.Optional(
  Type.Object(
    {
      reason: Type.String(),
      as_of: Type.Optional(
        timeOf(
          'Until when this server knows what happened: it is cut off from a store that others write to. What it shows and sends is as it was then',
        ),
      ),
    },
    { description: 'Present while the log cannot be written.' },
  ),
)

/**
 * First frame of a stream. `cursor` is the position written on this connection so far, where it starts from.
 * `retry_ms` is the least time to wait before the next attempt.
 */
export const Hello = Type.Object({
  control: Type.Literal('hello'),
  cursor: CursorText,
  head: CursorText,
  server_time: Timestamp,
  heartbeat_ms: Type.Integer(),
  retry_ms: Type.Integer(),
  version: Type.String(),
  connection: Type.String(),
  degraded,
})

/** `cursor` is the position scanned and fully written on this connection; `head` the log's own. */
export const Heartbeat = Type.Object({
  control: Type.Literal('heartbeat'),
  cursor: CursorText,
  head: CursorText,
  server_time: Timestamp,
  degraded,
})

/** The cursor cannot be continued: take the board, then follow from its cursor. `head` is where live delivery starts. */
export const Reset = Type.Object({
  control: Type.Literal('reset'),
  reason: ResetReason,
  earliest: CursorText,
  head: CursorText,
})
export type Reset = Readonly<Static<typeof Reset>>

/** The server is going away; come back after `retry_ms`. */
export const Drain = Type.Object({
  control: Type.Literal('drain'),
  retry_ms: Type.Integer(),
  message: Type.String(),
})

/**
 * Whoever follows is known for only a little longer: they come again with a newer credential and their cursor, or, over
 * a WebSocket, `authenticate` on the same connection.
 */
export const Expiring = Type.Object({
  control: Type.Literal('expiring'),
  expires_at: Timestamp,
  message: Type.String(),
})

export const ErrorFrame = Type.Object({
  control: Type.Literal('error'),
  code: Type.String(),
  message: Type.String(),
  request: Type.Optional(
    Type.String({ description: 'The request that it answers, where the client gave one (WebSocket).' }),
  ),
})

/** Answer to a WebSocket `ping`, `acknowledge` or `authenticate`. */
export const Reply = Type.Object({
  control: Type.Literal('reply'),
  request: Type.String(),
  server_time: Timestamp,
})

/** Class C: about the stream itself, not about alerts. On SSE a named event; on WebSocket an object with `control`. */
export const Control = Type.Union([Hello, Heartbeat, Reset, Drain, Expiring, ErrorFrame, Reply])
export type Control = Readonly<Static<typeof Control>>
export type ControlName = Control['control']

/** WebSocket close codes of our own (RFC 6455 leaves 4000 to 4999 to applications). */
/** The server restarts, or an operator closed it: come back. RFC 6455's 1012 is a fault to some libraries. */
export const CLOSE_RESTART = 4212
export const CLOSE_SLOW = 4290
export const CLOSE_TOO_MANY = 4291
export const CLOSE_BAD_MESSAGE = 4400
export const CLOSE_UNAUTHORIZED = 4401
/** What you may see or do has changed: come back with your cursor. */
export const CLOSE_CHANGED = 4409
