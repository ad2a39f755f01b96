import { CLOSE_RESTART, CLOSE_TOO_MANY, CLOSE_UNAUTHORIZED } from '@watchfloor/contract'
import {
  brokenAt,
  closeCandidate,
  closeMain,
  connect,
  openLink,
  probe,
  reconnect,
  retry,
  settle,
  signOut,
} from './connect.ts'
import { begin } from './drops.ts'
import type { Broken, Transport } from './freshness.ts'
import { fail, stay, toPolling } from './ladder.ts'
import type { Input, Lost } from './messages.ts'
import { hear } from './server-clock.ts'
import type { Denied, Turn } from './state.ts'

/** The server restarts: our own code, and RFC 6455's, which older servers use. */
const RESTARTS: ReadonlySet<number> = new Set([CLOSE_RESTART, 1012])
/** Wait when the server says "later" but not when. */
const LATER_MS = 5_000

/** A stream, the board or a probe ended without being asked to. */
export function lose(turn: Turn, id: number, lost: Lost): void {
  const { state } = turn
  if (state.main?.id === id) return loseMain(turn, lost)
  if (state.candidate?.id === id) return loseCandidate(turn, lost)
  if (state.probe?.id === id) return loseProbe(turn, lost)
  if (state.board?.id !== id) return
  state.board = null
  failAttempt(turn, lost, null)
}

/** The server answered a probe. */
export function alive(turn: Turn, answer: Extract<Input, { type: 'alive' }>): void {
  const { state, now } = turn
  const { probe } = state
  if (probe?.id !== answer.link) return
  state.probe = null
  state.proof_at = now
  state.clock = hear(state.clock, answer.server_time, now, turn.wall)
  switch (probe.cause) {
    case 'silence':
      if (state.main === null) return
      state.drops = begin(state.drops, state.main.byte_at)
      state.ladder = fail(state.ladder, now, turn.tuning)
      settle(turn)
      closeMain(turn)
      return reconnect(turn)
    case 'wake':
      if (!answer.behind || state.main === null || state.position?.last.sequence !== probe.last) return
      settle(turn)
      closeMain(turn)
      return reconnect(turn)
    case 'reach': {
      const { rung } = state.ladder
      state.broken = null
      state.ladder = fail(state.ladder, now, turn.tuning)
      if (state.ladder.rung !== rung && state.retry_at !== null && state.not_before <= now) connect(turn)
      return
    }
    default:
      probe.cause satisfies never
  }
}

/** A stream that is no more, seen from the outside: the watchdog's verdict. */
export function declareDead(turn: Turn, hop: Broken, detail: string): void {
  const { state } = turn
  if (state.main === null) return
  state.drops = begin(state.drops, state.main.byte_at)
  settle(turn)
  closeMain(turn)
  brokenAt(turn, hop, detail)
  retry(turn)
}

function loseMain(turn: Turn, lost: Lost): void {
  const { state, now } = turn
  const main = state.main
  if (main === null) return
  settle(turn)
  closeCandidate(turn)
  state.main = null
  if (main.hello_at === null) return failAttempt(turn, lost, main.transport)
  // Nobody dropped it. Whether another is to be had, the next attempt tells.
  if (main.is_sent_away) return reconnect(turn)
  const denied = denialOf(lost)
  if (denied !== null) return signOut(turn, denied)
  if (state.restart === null && lost.how === 'closed' && RESTARTS.has(lost.code)) {
    state.restart = { at: now, until: now + 1_000 + turn.random() * 9_000 }
  }
  if (state.restart !== null) {
    state.retry_at = Math.max(state.restart.until, now + turn.tuning.backoff_floor)
    return
  }
  state.drops = begin(state.drops, now)
  hold(turn, lost)
  // That an open stream broke does not say where. A poll that failed does.
  if (main.transport === 'polling') brokenAt(turn, hopOf(lost), lost.detail)
  retry(turn, main.retry_ms)
}

/** An attempt that never said hello; `over` is null for the board. */
function failAttempt(turn: Turn, lost: Lost, over: Transport | null): void {
  const { state, now } = turn
  const denied = denialOf(lost)
  if (denied !== null) return signOut(turn, denied)
  const isStream = over !== null && over !== 'polling'
  if (isStream && isTooMany(lost)) {
    state.ladder = toPolling(state.ladder, now, retryAfter(lost) ?? 0, turn.tuning)
    return connect(turn)
  }
  hold(turn, lost)
  // A server that names a time is there, and is not asked anything before.
  if (isStream && retryAfter(lost) === null) probe(turn, 'reach')
  else brokenAt(turn, hopOf(lost), lost.detail)
  retry(turn)
}

function loseCandidate(turn: Turn, lost: Lost): void {
  const { state } = turn
  const tried = state.candidate?.transport
  state.candidate = null
  // It was to be the same with a newer credential. What is there goes on for as long as it may.
  if (tried === state.main?.transport) return
  const rungs = state.ladder.rungs.slice(0, state.ladder.rung)
  const next = isTooMany(lost) ? undefined : rungs[tried === undefined ? 0 : rungs.indexOf(tried) + 1]
  if (next === undefined) state.ladder = stay(state.ladder, turn.now, retryAfter(lost) ?? 0, turn.tuning)
  else state.candidate = openLink(turn, next)
}

function loseProbe(turn: Turn, lost: Lost): void {
  const { state } = turn
  const { probe } = state
  if (probe === null) return
  state.probe = null
  const denied = denialOf(lost)
  if (denied !== null) return signOut(turn, denied)
  const hop = hopOf(lost)
  switch (probe.cause) {
    case 'silence':
      // Without any answer the stream keeps what is left of its time (S27).
      if (hop !== 'timeout') declareDead(turn, hop, lost.detail)
      return
    case 'wake':
      if (state.main !== null && state.main.byte_at <= probe.began) declareDead(turn, hop, lost.detail)
      return
    case 'reach':
      if (!isTooMany(lost)) brokenAt(turn, hop, lost.detail)
      return
    default:
      probe.cause satisfies never
  }
}

/** Remembers when the server wants to be left alone until. */
function hold(turn: Turn, lost: Lost): void {
  const wait = retryAfter(lost) ?? (isTooMany(lost) ? LATER_MS : null)
  if (wait !== null) turn.state.not_before = turn.now + wait
}

function retryAfter(lost: Lost): number | null {
  return lost.how === 'status' ? lost.retry_after_ms : null
}

function isTooMany(lost: Lost): boolean {
  return (
    (lost.how === 'status' && lost.status === 429) || (lost.how === 'closed' && lost.code === CLOSE_TOO_MANY)
  )
}

function denialOf(lost: Lost): Denied | null {
  const { detail } = lost
  if (lost.how === 'signed_out') return { status: 401, reason: lost.reason, detail }
  if (lost.how === 'closed' && lost.code === CLOSE_UNAUTHORIZED)
    return { status: 401, reason: 'refused', detail }
  if (lost.how !== 'status') return null
  if (lost.status === 401) return { status: 401, reason: 'refused', detail }
  return lost.status === 403 ? { status: 403, reason: 'forbidden', detail } : null
}

function hopOf(lost: Lost): Broken {
  if (lost.how === 'broken') return lost.hop
  return lost.how === 'status' ? 'server_error' : 'unreachable'
}
