import type { Cursor, Event } from '@watchfloor/contract'
import { isDurable, movedTo } from '@watchfloor/contract'
import { closeMain, closeProbe, reload, repair } from './connect.ts'
import { end } from './drops.ts'
import { climbed, proved } from './ladder.ts'
import type { Frame, Report } from './messages.ts'
import { advance, at, judge } from './position.ts'
import { hear } from './server-clock.ts'
import type { Link, Turn } from './state.ts'

type Hello = Extract<Frame, { type: 'hello' }>

/** Frames of a stream, in order. What follows a frame that ended the stream is not looked at. */
export function receive(turn: Turn, id: number, frames: readonly Frame[]): void {
  const { state } = turn
  if (state.candidate?.id === id) promoteIfHello(turn, frames)
  // A large board on a slow line is fine as long as it keeps coming.
  if (state.board?.id === id) state.board = { id, by: turn.now + turn.tuning.request_limit }
  if (state.main?.id !== id) return
  touch(turn, state.main)
  const fresh: Event[] = []
  for (const frame of frames) {
    receiveFrame(turn, frame, fresh)
    if (state.main?.id !== id) break
  }
  // What the last frames opened or closed has no bearing on events that were in order before them.
  if (fresh.length > 0) turn.actions.unshift({ type: 'deliver', events: fresh })
}

function receiveFrame(turn: Turn, frame: Frame, fresh: Event[]): void {
  switch (frame.type) {
    case 'hello':
      return hello(turn, frame)
    case 'heartbeat':
      return heartbeat(turn, frame)
    case 'reset':
      count(turn, 'resets')
      return reload(turn, frame.reason)
    case 'drain':
      turn.state.restart = { at: turn.now, until: turn.now + frame.retry_ms }
      return
    case 'expiring':
      turn.actions.push({ type: 'renew' })
      return
    case 'farewell':
      return change(turn, { is_sent_away: true })
    case 'wait':
      return change(turn, { held: frame.why })
    case 'retry':
      return change(turn, { retry_ms: frame.retry_ms })
    case 'malformed':
      count(turn, 'malformed')
      if (frame.gap) repair(turn)
      return
    case 'unknown':
      return place(turn, frame.cursor, frame.prev, () => undefined)
    case 'event': {
      const { event } = frame
      if (!isDurable(event)) fresh.push(event)
      else place(turn, { epoch: event.epoch, sequence: event.sequence }, event.prev, () => fresh.push(event))
      return
    }
    default:
      frame satisfies never
  }
}

/** Puts an event at its place in the order, or finds that it does not fit there. */
function place(turn: Turn, cursor: Cursor, prev: number, apply: () => void): void {
  const { state } = turn
  const main = state.main as Link
  if (main.expects_reset || state.position === null) return gap(turn)
  const verdict = judge(state.position, main.vouched, cursor.sequence, prev)
  switch (verdict) {
    case 'apply':
      state.position = at(movedTo(state.position.last, cursor))
      change(turn, { reached: cursor.sequence })
      return apply()
    case 'duplicate':
      return count(turn, 'duplicates')
    case 'gap':
      return gap(turn)
    case 'contradiction':
      state.position = at(state.position.proven)
      return gap(turn)
    default:
      verdict satisfies never
  }
}

function hello(turn: Turn, frame: Hello): void {
  const { state, now } = turn
  const main = state.main as Link
  if (main.hello_at !== null) return count(turn, 'malformed')
  change(turn, {
    hello_at: now,
    retry_ms: frame.retry_ms,
    target: frame.head.sequence,
    expects_reset: frame.cursor.sequence > main.from || frame.head.sequence < main.from,
  })
  state.broken = null
  state.live_once = true
  state.stream_at = now
  state.restart = null
  state.not_before = 0
  state.drops = end(state.drops, now)
  if (state.probe?.cause === 'reach') closeProbe(turn)
  note(turn, frame)
}

function heartbeat(turn: Turn, frame: Report): void {
  const main = turn.state.main as Link
  note(turn, frame)
  if (main.hello_at === null) return
  if (main.expects_reset) return gap(turn)
  // The log's end lies before an event that came on this very connection: one of the two was not true.
  if (frame.head.sequence < main.reached) return reload(turn, 'repair')
  if (frame.cursor.sequence > frame.head.sequence) return count(turn, 'malformed')
  if (main.transport === 'polling') change(turn, { vouched: frame.cursor.sequence })
  const { position } = turn.state
  if (position !== null) turn.state.position = advance(position, frame.cursor)
}

/** A better transport is taken only once it has said hello; both deliver from the same position, so nothing is lost or repeated. */
function promoteIfHello(turn: Turn, frames: readonly Frame[]): void {
  const { state } = turn
  const { candidate } = state
  if (candidate === null || !frames.some((frame) => frame.type === 'hello')) return
  state.candidate = null
  closeMain(turn)
  state.main = candidate
  state.ladder = climbed(state.ladder, candidate.transport, turn.now, turn.tuning)
}

function touch(turn: Turn, main: Link): void {
  const { state, now } = turn
  change(turn, { byte_at: now, byte_wall: turn.wall, asked_at: null })
  state.proof_at = now
  // A server that only says that it has to wait sends nothing yet.
  if (main.hello_at !== null) state.stream_at = now
  if (state.probe?.cause === 'silence') closeProbe(turn)
  if (main.hello_at !== null && now - main.hello_at >= turn.tuning.stable_after) {
    state.failures = 0
    state.ladder = proved(state.ladder)
  }
}

function note(turn: Turn, report: Report): void {
  const { state } = turn
  state.clock = hear(state.clock, report.server_time, turn.now, turn.wall)
  state.not_storing = report.not_storing
  state.as_of = report.as_of
}

function gap(turn: Turn): void {
  count(turn, 'gaps')
  repair(turn)
}

function change(turn: Turn, part: Partial<Link>): void {
  turn.state.main = { ...(turn.state.main as Link), ...part }
}

function count(turn: Turn, what: keyof Turn['state']['counts']): void {
  const { counts } = turn.state
  turn.state.counts = { ...counts, [what]: counts[what] + 1 }
}
