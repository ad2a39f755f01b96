import { fullJitter } from './backoff.ts'
import type { Broken } from './freshness.ts'
import { transport } from './ladder.ts'
import type { BoardCause } from './messages.ts'
import type { Denied, Link, ProbeCause, Turn } from './state.ts'
import type { Tuning } from './tuning.ts'

/** The next attempt, now: the board if it is needed, else the stream. */
export function connect(turn: Turn): void {
  const { state } = turn
  state.retry_at = null
  if (state.board_cause === null && state.position !== null) {
    state.main = openLink(turn, transport(state.ladder))
    return
  }
  state.board = { id: takeId(turn), by: turn.now + turn.tuning.request_limit }
  turn.actions.push({ type: 'fetch_board', link: state.board.id })
}

/** Opens a stream from the last position; there must be one. */
export function openLink(turn: Turn, over: Link['transport']): Link {
  const cursor = turn.state.position?.last
  if (cursor === undefined)
    throw new Error('a stream cannot be opened before there is a position to go on from')
  const id = takeId(turn)
  turn.actions.push({ type: 'open', link: id, transport: over, cursor })
  return {
    id,
    transport: over,
    opened_at: turn.now,
    from: cursor.sequence,
    vouched: cursor.sequence,
    hello_at: null,
    held: null,
    byte_at: turn.now,
    byte_wall: turn.wall,
    retry_ms: 0,
    target: 0,
    reached: 0,
    expects_reset: false,
    is_sent_away: false,
    asked_at: null,
  }
}

/** Asks the server whether it is there, unless it is being asked already. */
export function probe(turn: Turn, cause: ProbeCause): void {
  const { state } = turn
  if (state.probe !== null) return
  const id = takeId(turn)
  const last = state.position?.last ?? null
  state.probe = {
    id,
    by: turn.now + turn.tuning.probe_limit,
    cause,
    began: turn.now,
    last: last?.sequence ?? 0,
  }
  turn.actions.push({ type: 'probe', link: id, cursor: last })
}

/** The next attempt after a failure: full jitter, and never before what the server asked for. */
export function retry(turn: Turn, least = 0): void {
  const { state, now, tuning } = turn
  const wait = Math.max(least, fullJitter(state.failures, turn.random(), backoffOf(turn)))
  const held = state.not_before > now ? state.not_before + turn.random() * tuning.backoff_base : now
  state.failures += 1
  state.retry_at = Math.max(now + wait, held)
}

/** A server that said that it restarts is about to be back: those who wait for it must not sleep long past that. */
function backoffOf({ state, now, tuning }: Turn): Tuning {
  const isExpected = state.restart !== null && now < state.restart.until + tuning.restart_expected
  return isExpected ? { ...tuning, backoff_cap: tuning.restart_backoff_cap } : tuning
}

/** The stream did not add up: from the last position again, at once the first time; the board after a few at one place. */
export function repair(turn: Turn): void {
  const { state } = turn
  settle(turn)
  closeMain(turn)
  const sequence = state.position?.last.sequence ?? 0
  state.stuck = { at: sequence, times: state.stuck.at === sequence ? state.stuck.times + 1 : 1 }
  if (state.stuck.times >= REPAIRS_BEFORE_BOARD) takeBoard(turn, 'repair')
  reconnect(turn)
}

/** Drops what is known and takes the board (S16), then streams on from its cursor. */
export function reload(turn: Turn, cause: BoardCause): void {
  settle(turn)
  closeMain(turn)
  takeBoard(turn, cause)
  reconnect(turn)
}

/** The next attempt at once where the last one was a success, else after a back-off. */
export function reconnect(turn: Turn): void {
  const { state } = turn
  if (state.failures > 0 || state.not_before > turn.now) return retry(turn)
  state.failures = 1
  connect(turn)
}

/** A stream that lived long enough was a success, however it ended. */
export function settle(turn: Turn): void {
  const since = turn.state.main?.hello_at ?? null
  if (since !== null && turn.now - since >= turn.tuning.stable_after) turn.state.failures = 0
}

export function closeMain(turn: Turn): void {
  const { state } = turn
  if (state.main !== null) turn.actions.push({ type: 'close', link: state.main.id })
  state.main = null
  closeCandidate(turn)
}

export function closeCandidate(turn: Turn): void {
  const { state } = turn
  if (state.candidate !== null) turn.actions.push({ type: 'close', link: state.candidate.id })
  state.candidate = null
}

export function closeProbe(turn: Turn): void {
  const { state } = turn
  if (state.probe !== null) turn.actions.push({ type: 'close', link: state.probe.id })
  state.probe = null
}

/** Ends whatever is open or due. */
export function closeAll(turn: Turn): void {
  const { state } = turn
  closeMain(turn)
  closeProbe(turn)
  if (state.board !== null) turn.actions.push({ type: 'close', link: state.board.id })
  state.board = null
  state.retry_at = null
}

/** These are answers, not failures: nothing is tried again until there is another credential. */
export function signOut(turn: Turn, denied: Denied): void {
  closeAll(turn)
  turn.state.mode = 'signed_out'
  turn.state.sign_in = denied
  turn.state.restart = null
}

export function brokenAt(turn: Turn, hop: Broken, detail: string): void {
  turn.state.broken = { hop, detail }
}

const REPAIRS_BEFORE_BOARD = 3

function takeBoard(turn: Turn, cause: BoardCause): void {
  turn.state.board_cause = cause
  turn.state.stuck = { at: -1, times: 0 }
}

function takeId(turn: Turn): number {
  const id = turn.state.next_id
  turn.state.next_id = id + 1
  return id
}
