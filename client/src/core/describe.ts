import { summarize } from './drops.ts'
import type { Broken, Freshness, Proof } from './freshness.ts'
import { skew, timeAt } from './server-clock.ts'
import type { Link, State, World } from './state.ts'

/** Quiet after which a filtered stream counts as caught up: what was left did not pass its filter. */
export const QUIET_MS = 1_000
/** An announced restart is believed for this long. */
export const RESTART_MS = 30_000

type Shown = Freshness extends infer F ? (F extends Freshness ? Omit<F, keyof Common> : never) : never
type Common = Pick<Freshness, 'at' | 'since' | 'proof' | 'skew_ms' | 'drops' | 'counts' | 'not_storing'>

/** How fresh the board is, for people: a pure reading of the state. */
export function describe(state: State, world: World): Freshness {
  const { now } = world
  const { clock } = state
  const common: Common = {
    at: now,
    since: state.shown.since,
    proof: proofOf(state),
    skew_ms: clock && skew(clock),
    drops: summarize(state.drops, now),
    counts: state.counts,
    not_storing: state.not_storing,
  }
  return { ...common, ...shown(state, world) }
}

function shown(state: State, world: World): Shown {
  switch (state.mode) {
    case 'idle':
      return { state: 'connecting' }
    case 'stopped':
      return { state: 'stopped' }
    case 'signed_out':
      return { state: 'signed_out', ...state.sign_in }
    case 'running':
      return state.main?.hello_at == null ? unconnected(state, world) : connected(state, state.main, world)
    default:
      return state.mode satisfies never
  }
}

function connected(state: State, main: Link, world: World): Shown {
  if (isRestarting(state.restart, world.now)) return { state: 'restarting', until: state.restart.until }
  if (main.asked_at !== null) return { state: 'checking' }
  if (state.as_of !== null) {
    const detail = state.not_storing ?? 'the server is cut off from its store'
    return { state: 'offline', broken: 'cut_off', detail, retry_at: null }
  }
  const last = state.position?.last.sequence ?? 0
  const quiet = world.filtered && world.now - main.byte_at >= QUIET_MS
  if (last < main.target && !quiet) {
    return {
      state: 'catching_up',
      transport: main.transport,
      done: last - main.from,
      total: main.target - main.from,
    }
  }
  const reloaded = state.reloaded && { before: state.reloaded.before }
  return { state: 'live', transport: main.transport, reloaded }
}

/** A server that is cut off proves nothing of what happened since. */
function proofOf({ proof_at, clock, as_of }: State): Proof | null {
  if (proof_at === null) return null
  const server_time = clock && timeAt(clock, proof_at)
  if (as_of === null || server_time === null || as_of >= server_time) return { at: proof_at, server_time }
  return { at: proof_at - (server_time - as_of), server_time: as_of }
}

function unconnected(state: State, { now, tuning }: World): Shown {
  const { restart, broken } = state
  if (isRestarting(restart, now)) return { state: 'restarting', until: restart.until }
  const isLate = now - state.stream_at >= tuning.dead_after
  if (broken === null && !isLate) return { state: state.live_once ? 'checking' : 'connecting' }
  const held = state.main?.held ?? null
  return {
    state: 'offline',
    broken: seenFromHere(broken?.hop ?? (held === null ? 'timeout' : 'server_error'), state.online),
    detail: broken?.detail ?? held ?? 'no stream could be opened',
    retry_at: state.retry_at,
  }
}

/** Without a network, whatever failed for want of one failed for that. */
function seenFromHere(hop: Broken, online: boolean): Broken {
  return !online && (hop === 'dns' || hop === 'timeout' || hop === 'unreachable') ? 'no_network' : hop
}

function isRestarting(restart: State['restart'], now: number): restart is NonNullable<State['restart']> {
  return restart !== null && now < Math.max(restart.at + RESTART_MS, restart.until)
}
