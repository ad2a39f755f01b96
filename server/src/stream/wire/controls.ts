import type { Control, Millis, ResetReason } from '@watchfloor/contract'
import { formatCursor, formatTime } from '@watchfloor/contract'
import type { EventLog } from '../../log/event-log.ts'
import type { Frame } from './framing.ts'

/** What every report of where the server stands is made from. */
export interface Standing {
  readonly log: EventLog
  readonly now: () => number
}

/** A control frame; `id` is a position that is scanned and fully written once the frame is. */
export function controlFrame(
  control: Control,
  fields: { readonly id?: string; readonly retry?: number } = {},
): Frame {
  return { ...fields, name: control.control, json: JSON.stringify(control) }
}

export function helloFrame(
  { log, now }: Standing,
  hello: {
    readonly cursor: string
    /** False when the cursor cannot be continued: a plain reader must not take the position before the reset. */
    readonly isContinued: boolean
    readonly heartbeatMs: number
    readonly retryMs: number
    readonly version: string
    readonly connection: string
  },
): Frame {
  return controlFrame(
    {
      control: 'hello',
      cursor: hello.cursor,
      head: formatCursor(log.head()),
      server_time: formatTime(now()),
      heartbeat_ms: hello.heartbeatMs,
      retry_ms: hello.retryMs,
      version: hello.version,
      connection: hello.connection,
      ...degradedOf(log),
    },
    { ...(hello.isContinued && { id: hello.cursor }), retry: hello.retryMs },
  )
}

export function heartbeatFrame({ log, now }: Standing, cursor: string): Frame {
  return controlFrame(
    {
      control: 'heartbeat',
      cursor,
      head: formatCursor(log.head()),
      server_time: formatTime(now()),
      ...degradedOf(log),
    },
    { id: cursor },
  )
}

/** `head` is where live delivery goes on; the frame's own id, so that a plain reader is reset once. */
export function resetFrame(log: EventLog, reason: ResetReason, head: string): Frame {
  return controlFrame(
    { control: 'reset', reason, earliest: formatCursor(log.earliest()), head },
    { id: head },
  )
}

/**
 * A plain reader tries again and again after its `retry`, without a back-off of its own, and this is what it has until
 * the next hello.
 */
const LEAST_RETRY_MS = 1_000

export function drainFrame(retryMs: number): Frame {
  const message = 'the server is going away; come back after retry_ms, your cursor stays valid'
  return controlFrame(
    { control: 'drain', retry_ms: retryMs, message },
    { retry: Math.max(LEAST_RETRY_MS, retryMs) },
  )
}

export function expiringFrame(at: Millis): Frame {
  const message =
    'what you were recognised by expires; come again with a newer credential and your cursor, or authenticate over the WebSocket'
  return controlFrame({ control: 'expiring', expires_at: formatTime(at), message })
}

export function errorFrame(code: string, message: string, request?: string): Frame {
  return controlFrame({ control: 'error', code, message, ...(request !== undefined && { request }) })
}

const NO_ANSWER = 'the store does not answer'

/** Why nothing can be written, and until when it is known what happened, as far as there is something to say. */
export function degradedOf(log: EventLog): { degraded?: { reason: string; as_of?: string } } {
  const [reason, asOf] = [log.degraded(), log.asOf()]
  if (asOf === undefined) return reason === undefined ? {} : { degraded: { reason } }
  return { degraded: { reason: reason ?? NO_ANSWER, as_of: formatTime(asOf) } }
}
