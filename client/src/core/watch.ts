import { smallest } from '@watchfloor/contract'
import { closeMain, closeProbe, connect, openLink, probe } from './connect.ts'
import { QUIET_MS, RESTART_MS } from './describe.ts'
import { changesAt } from './drops.ts'
import { declareDead, lose } from './lose.ts'
import type { Lost } from './messages.ts'
import type { Link, State, Turn } from './state.ts'
import type { Tuning } from './tuning.ts'

/** Does what is due. Early or late is no harm: everything is compared with the monotonic clock. */
export function tick(turn: Turn): void {
  const { state, now, tuning } = turn
  for (const id of overdue(state, now, tuning)) {
    turn.actions.push({ type: 'close', link: id })
    lose(turn, id, NO_ANSWER)
  }
  if (state.main !== null && state.main.hello_at !== null) watch(turn, state.main)
  if (isDue(climbAt(state), now)) climb(turn)
  if (isDue(state.retry_at, now)) connect(turn)
  if (state.reloaded !== null && state.reloaded.until <= now) state.reloaded = null
}

/** When `tick` next has something to do, or something shown changes by itself; Infinity when nothing will. */
export function nextDeadline(state: State, now: number, tuning: Tuning): number {
  if (state.mode !== 'running') return Infinity
  const { main, candidate, position } = state
  const times = [state.retry_at, state.board?.by, state.probe?.by, climbAt(state), state.reloaded?.until]
  if (candidate !== null) times.push(helloBy(candidate, tuning))
  if (main !== null && main.hello_at === null) times.push(helloBy(main, tuning))
  if (main !== null && main.hello_at !== null) {
    times.push(
      main.asked_at === null ? main.byte_at + tuning.probe_after : deadAt(main, main.asked_at, tuning),
    )
    if (position !== null && position.last.sequence < main.target)
      times.push(after(main.byte_at + QUIET_MS, now))
  } else times.push(after(state.stream_at + tuning.dead_after, now))
  if (state.restart !== null)
    times.push(after(state.restart.at + RESTART_MS, now), after(state.restart.until, now))
  times.push(changesAt(state.drops, now))
  return smallest(times.map((time) => time ?? Infinity))
}

/** The computer woke, the page became visible or the network changed: find out now whether anything is still there. */
export function wake(turn: Turn): void {
  const { state, now, tuning } = turn
  const { main } = state
  if (main !== null && main.hello_at !== null) {
    const silence = Math.max(now - main.byte_at, turn.wall - main.byte_wall)
    if (silence < tuning.probe_after) return probe(turn, 'wake')
    // Slept through: the connection is as good as gone, and opening the next one is the quickest question.
    closeMain(turn)
    state.failures = 0
    return connect(turn)
  }
  if (state.retry_at === null) return
  state.failures = 0
  state.retry_at = Math.max(now, state.not_before)
  if (state.retry_at <= now) connect(turn)
}

/** The system's opinion of the network changed. */
export function network(turn: Turn, online: boolean): void {
  const { state } = turn
  if (online && state.ladder.climb_at !== null) state.ladder = { ...state.ladder, climb_at: turn.now }
  wake(turn)
  if (isDue(climbAt(state), turn.now)) climb(turn)
}

const NO_ANSWER: Lost = { how: 'broken', hop: 'timeout', detail: 'no answer in time' }

function watch(turn: Turn, main: Link): void {
  const { now, tuning } = turn
  if (main.asked_at !== null) {
    if (now >= deadAt(main, main.asked_at, tuning))
      declareDead(turn, 'timeout', 'the stream went silent, and the server does not answer')
    return
  }
  if (now - main.byte_at < tuning.probe_after) return
  turn.state.main = { ...main, asked_at: now }
  closeProbe(turn)
  probe(turn, 'silence')
}

/** A late timer never kills a stream whose server was not given its time to answer. */
function deadAt(main: Link, asked_at: number, tuning: Tuning): number {
  return Math.max(main.byte_at + tuning.dead_after, asked_at + tuning.probe_limit)
}

function climb(turn: Turn): void {
  const better = turn.state.ladder.rungs[0]
  if (better !== undefined) turn.state.candidate = openLink(turn, better)
}

function climbAt(state: State): number | null {
  const { main, candidate, ladder } = state
  return main !== null && main.hello_at !== null && candidate === null ? ladder.climb_at : null
}

function overdue(state: State, now: number, tuning: Tuning): number[] {
  const opening = [state.main, state.candidate].filter(
    (link) => link !== null && link.hello_at === null && helloBy(link, tuning) <= now,
  )
  const asked = [state.board, state.probe].filter((request) => request !== null && request.by <= now)
  return [...opening, ...asked].map((one) => (one as { id: number }).id)
}

/**
 * A server that starts or is full holds the stream, with a word now and then, and goes on in it: to open another gains
 * nothing.
 */
function helloBy({ opened_at, held, byte_at }: Link, tuning: Tuning): number {
  if (held === null) return opened_at + tuning.hello_limit
  return Math.min(byte_at + tuning.probe_after, opened_at + tuning.held_limit)
}

function after(time: number, now: number): number {
  return time > now ? time : Infinity
}

function isDue(time: number | null, now: number): boolean {
  return time !== null && time <= now
}
