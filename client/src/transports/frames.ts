import {
  type Control,
  type Cursor,
  EVENT_TYPES,
  parseControl,
  parseCursor,
  parseEvent,
  parseTime,
} from '@watchfloor/contract'
import type { Frame, Report } from '../core/messages.ts'

/** Reads an event frame's text. Whatever it is, it becomes a frame: nothing that a server sends may throw. */
export function eventFrame(text: string): Frame {
  const value = readJson(text)
  return value === undefined ? malformed(true, 'an event frame is not JSON') : eventFromValue(value)
}

/** Reads one event as JSON gave it. */
export function eventFromValue(value: unknown): Frame {
  const parsed = parseEvent(value)
  if (!parsed.ok)
    return unknownEvent(value) ?? malformed(!isStats(value), `an event does not fit: ${parsed.error}`)
  const event = parsed.value
  // The epoch goes into the next cursor, so it must be able to stand in one.
  if ('epoch' in event && position(event.epoch, event.sequence) === null)
    return malformed(true, 'an event has no epoch')
  return { type: 'event', event }
}

/** Reads a control frame's text; null for one of a kind that this client is too old to know. */
export function controlFrame(text: string): Frame | null {
  const parsed = parseControl(readJson(text))
  return parsed.ok
    ? fromControl(parsed.value)
    : malformed(false, `a control frame does not fit: ${parsed.error}`)
}

/** Reads a WebSocket's text frame: an object with `control`, or an event. */
export function messageFrame(text: string): Frame | null {
  const value = readJson(text)
  if (value === undefined) return malformed(true, 'a message is not JSON')
  if (typeof value !== 'object' || value === null || !('control' in value)) return eventFromValue(value)
  const parsed = parseControl(value)
  return parsed.ok
    ? fromControl(parsed.value)
    : malformed(false, `a control frame does not fit: ${parsed.error}`)
}

/** A server's report of where it stands; null when its cursors or its time cannot be read. */
export function report(
  cursor: string,
  head: string,
  server_time: string,
  degraded?: { reason: string; as_of?: string },
): Report | null {
  const at = parseCursor(cursor)
  const end = parseCursor(head)
  const time = parseTime(server_time)
  if (at === undefined || end === undefined || time === undefined) return null
  const as_of = degraded?.as_of === undefined ? null : (parseTime(degraded.as_of) ?? null)
  return { cursor: at, head: end, server_time: time, not_storing: degraded?.reason ?? null, as_of }
}

export function malformed(gap: boolean, detail: string): Frame {
  return { type: 'malformed', gap, detail }
}

function fromControl(control: Control): Frame | null {
  switch (control.control) {
    case 'hello':
    case 'heartbeat': {
      const told = report(control.cursor, control.head, control.server_time, control.degraded)
      if (told === null) return malformed(false, `a ${control.control} has no readable cursor or time`)
      if (control.control === 'heartbeat') return { type: 'heartbeat', ...told }
      return { type: 'hello', retry_ms: control.retry_ms, ...told }
    }
    case 'reset':
      return { type: 'reset', reason: control.reason }
    case 'drain':
      return { type: 'drain', retry_ms: control.retry_ms }
    case 'expiring':
      return { type: 'expiring' }
    case 'error':
      return control.request === undefined && FAREWELLS.has(control.code) ? { type: 'farewell' } : null
    case 'reply':
      return null
    default:
      return control satisfies never
  }
}

/** Errors with which the server ends a stream; `request` names those that answer a message. */
const FAREWELLS: ReadonlySet<string> = new Set(['unauthorized', 'changed'])

/** A type of a newer server, with a place in the order: that place is all this client can use. */
function unknownEvent(value: unknown): Frame | null {
  if (typeof value !== 'object' || value === null) return null
  const { type, epoch, sequence, prev } = value as Record<string, unknown>
  if (typeof type !== 'string' || (EVENT_TYPES as readonly string[]).includes(type)) return null
  if (sequence === undefined && prev === undefined)
    return malformed(false, `the event type "${type}" is not known`)
  const cursor = position(epoch, sequence)
  if (cursor === null || typeof prev !== 'number' || !Number.isSafeInteger(prev) || prev < 0) return null
  return { type: 'unknown', cursor, prev }
}

function isStats(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'stats_updated'
}

function position(epoch: unknown, sequence: unknown): Cursor | null {
  return (
    (typeof epoch === 'string' && typeof sequence === 'number' && parseCursor(`${epoch}.${sequence}`)) || null
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
