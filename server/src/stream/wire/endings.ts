import {
  CLOSE_CHANGED,
  CLOSE_RESTART,
  CLOSE_SLOW,
  CLOSE_TOO_MANY,
  CLOSE_UNAUTHORIZED,
} from '@watchfloor/contract'
import { errorFrame } from './controls.ts'
import type { Frame } from './framing.ts'

/** How a connection ends: a close code and short text for WebSocket; SSE just ends its body. */
export interface Ending {
  /** RFC 6455, or one of the contract's. */
  readonly code: number
  /** At most 123 bytes. */
  readonly reason: string
  /** Said before, on every transport. */
  readonly last?: Frame
}

const CLOSE_INTERNAL_ERROR = 1011

const RECONNECT = 'reconnect with the cursor of the last event that you have'

export const restarting: Ending = { code: CLOSE_RESTART, reason: 'the server restarts' }

/** It does not know what other servers did since, and perhaps one of them gave that cursor. */
export const behind: Ending = {
  code: CLOSE_RESTART,
  reason: 'this server does not know that cursor yet',
  last: errorFrame('unavailable', `this server cannot learn at the moment what others did; ${RECONNECT}`),
}

export const closedByOperator: Ending = {
  code: CLOSE_RESTART,
  reason: 'closed by an operator',
  last: errorFrame('closed', `this connection was closed by an operator; ${RECONNECT}`),
}

/** What a connection was opened with does not hold any more. */
export const farewells: Readonly<Record<'expired' | 'revoked' | 'changed' | 'unproven', Ending>> = {
  expired: {
    code: CLOSE_UNAUTHORIZED,
    reason: 'its credential has expired',
    last: errorFrame('unauthorized', 'the credential of this connection has expired; sign in again'),
  },
  revoked: {
    code: CLOSE_UNAUTHORIZED,
    reason: 'its credential was revoked',
    last: errorFrame('unauthorized', 'the credential of this connection was revoked; sign in again'),
  },
  changed: {
    code: CLOSE_CHANGED,
    reason: 'what you may see or do has changed',
    last: errorFrame('changed', `what you may see or do has changed; ${RECONNECT}`),
  },
  unproven: {
    code: CLOSE_RESTART,
    reason: 'whether its credential still holds cannot be read',
    last: errorFrame(
      'unavailable',
      `whether the credential of this connection was taken back cannot be read: this server does not reach its database; ${RECONNECT}`,
    ),
  },
}

export function tooManyFrames(perSecond: number): Ending {
  const message = `more than ${perSecond} messages, pings and pongs a second (limits.messages_per_second); slow down and reconnect`
  const last = errorFrame('too_many_messages', message)
  return { code: CLOSE_TOO_MANY, reason: 'too many messages', last }
}

export function costlyFilter(perSecond: number): Ending {
  const message = `the expressions of this filter cost too much: those of all streams take more than ${perSecond} steps a second (limits.stream_expression_steps), and yours more than their share; make them simpler, or take a filter without expressions`
  const last = errorFrame('costly_filter', message)
  return { code: CLOSE_TOO_MANY, reason: 'the filter costs too much', last }
}

/** `what` tells what the connection did not do; `cursor` is how far it was written. */
export function tooSlow(what: string, cursor: string): Ending {
  const last = errorFrame('slow', `this connection ${what}; ${RECONNECT}`)
  return { code: CLOSE_SLOW, reason: `slow consumer; written up to ${cursor}`, last }
}

export function unreadable(error: unknown): Ending {
  const reason = error instanceof Error ? error.message : String(error)
  const last = errorFrame('read_failed', `the log could not be read (${reason}); ${RECONNECT}`)
  return { code: CLOSE_INTERNAL_ERROR, reason: 'the log could not be read', last }
}
