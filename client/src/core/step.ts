import { closeAll, connect, openLink } from './connect.ts'
import { describe } from './describe.ts'
import { alive, lose } from './lose.ts'
import type { Action, Input } from './messages.ts'
import { at } from './position.ts'
import { receive } from './receive.ts'
import { hear } from './server-clock.ts'
import type { State, Turn, World } from './state.ts'
import { network, tick, wake } from './watch.ts'

/** How long a reload is told. */
const RELOADED_MS = 60_000

export interface Step {
  readonly state: State
  /** To be done in this order. */
  readonly actions: readonly Action[]
}

/** The whole client as one function: what is known and what happened, to what is known then and what to do. */
export function step(state: State, input: Input, world: World): Step {
  const turn: Turn = { ...world, state: { ...state }, actions: [] }
  take(turn, input)
  const word = describe(turn.state, world).state
  if (word !== turn.state.shown.word) turn.state.shown = { word, since: world.now }
  return { state: turn.state, actions: turn.actions }
}

function take(turn: Turn, input: Input): void {
  const { state } = turn
  if (input.type === 'start') return start(turn, input)
  if (input.type === 'stop') {
    closeAll(turn)
    state.mode = 'stopped'
    return
  }
  if (input.type === 'token') return resume(turn)
  if (input.type === 'network') state.online = input.online
  if (state.mode !== 'running') return
  switch (input.type) {
    case 'received':
      return receive(turn, input.link, input.frames)
    case 'lost':
      return lose(turn, input.link, input.lost)
    case 'board':
      return replace(turn, input)
    case 'alive':
      return alive(turn, input)
    case 'tick':
      return tick(turn)
    case 'wake':
      return wake(turn)
    case 'network':
      return network(turn, input.online)
    default:
      input satisfies never
  }
}

function start(turn: Turn, input: Extract<Input, { type: 'start' }>): void {
  const { state } = turn
  if (state.mode !== 'idle') return
  state.mode = 'running'
  state.stream_at = turn.now
  state.shown = { word: state.shown.word, since: turn.now }
  if (input.cursor !== null) {
    state.position = at(input.cursor)
    state.board_cause = null
  }
  connect(turn)
}

/** The host has another credential. Who is signed out begins again; who follows goes on by it, without a gap. */
function resume(turn: Turn): void {
  const { state } = turn
  if (state.mode === 'running') return renew(turn)
  if (state.mode !== 'signed_out') return
  state.mode = 'running'
  state.stream_at = turn.now
  state.broken = null
  state.failures = 0
  connect(turn)
}

/** A poll takes it by itself. On SSE another stream is opened beside the first, and takes its place once it is there. */
function renew(turn: Turn): void {
  const { main, candidate } = turn.state
  if (main === null || main.hello_at === null) return
  if (main.transport === 'websocket') turn.actions.push({ type: 'authenticate', link: main.id })
  else if (main.transport === 'sse' && candidate === null)
    turn.state.candidate = openLink(turn, main.transport)
}

function replace(turn: Turn, input: Extract<Input, { type: 'board' }>): void {
  const { state, now } = turn
  if (state.board?.id !== input.link || state.board_cause === null) return
  const cause = state.board_cause
  state.board = null
  state.board_cause = null
  state.position = at(input.cursor)
  state.broken = null
  state.proof_at = now
  state.clock = hear(state.clock, input.server_time, now, turn.wall)
  if (cause === 'unknown' || cause === 'future') {
    state.reloaded = { before: input.server_time, until: now + RELOADED_MS }
  }
  turn.actions.push({ type: 'replace', board: input.board, cause })
  connect(turn)
}
