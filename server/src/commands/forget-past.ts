import { isGoingOn, type Silence } from '@watchfloor/contract'
import { type Budget, type Holding, textsOf } from '../alerts/budget.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { sorted } from '../ground/sorted.ts'
import type { Steps } from '../ground/steps.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'
import { type SilenceRoom, silenceBytes } from '../silences/silence-room.ts'

/** What is left of the resolved alerts that may be remembered once there were too many: not each second anew. */
const KEPT = 0.95

/**
 * Of more resolved alerts than may be remembered, the oldest, which are forgotten before their time: whoever opens
 * and ends ever new ones does not fill the memory. What happened stays in the history.
 */
export function* beyondMemory(
  { alerts, holdings }: Pick<State, 'alerts' | 'holdings'>,
  { remembered, all }: Budget,
): Steps<readonly string[]> {
  const { count, bytes } = holdings.resolved.all
  if (count <= remembered && bytes <= all.bytes) return []
  const over: AlertRecord[] = []
  for (const record of alerts.values()) {
    if (!isGoingOn(record)) over.push(record)
    yield
  }
  const newestFirst = yield* sorted(over, (a, b) => b.updatedAt - a.updatedAt)
  const rest = beyondRoom(newestFirst, textsOf, { count: remembered, bytes: all.bytes })
  return rest.map(({ fingerprint }) => fingerprint)
}

/**
 * Of more silences that are over than may be remembered, the oldest, likewise: whoever makes and ends ever new ones
 * does not fill the memory.
 */
export function* silencesBeyondMemory(
  { silences, holdings }: Pick<State, 'silences' | 'holdings'>,
  { remembered, all }: SilenceRoom,
): Steps<readonly string[]> {
  const { count, bytes } = holdings.past.all
  if (count <= remembered && bytes <= all.bytes) return []
  const over: { readonly silence: Silence; readonly endsAt: number }[] = []
  for (const silence of silences.values()) {
    if (silence.state === 'expired') over.push({ silence, endsAt: Date.parse(silence.ends_at) })
    yield
  }
  const newestFirst = yield* sorted(over, (a, b) => b.endsAt - a.endsAt)
  const rest = beyondRoom(newestFirst, ({ silence }) => silenceBytes(silence), {
    count: remembered,
    bytes: all.bytes,
  })
  return rest.map(({ silence }) => silence.id)
}

/** Those at the end that have no room. */
function beyondRoom<T>(all: readonly T[], bytesOf: (one: T) => number, most: Holding): readonly T[] {
  let room = most.bytes * KEPT
  const first = all.findIndex((one, n) => {
    room -= bytesOf(one)
    return n >= Math.floor(most.count * KEPT) || room < 0
  })
  return first < 0 ? [] : all.slice(first)
}

/** Forgets those that are over still. */
export function forgetSilences(stage: Stage, ids: readonly string[]): void {
  for (const id of ids) if (stage.silence(id)?.state === 'expired') stage.forgetSilence(id)
}

/** Forgets those that have not begun to fire again. */
export function forgetResolved(stage: Stage, fingerprints: readonly string[]): void {
  for (const fingerprint of fingerprints) {
    const record = stage.alert(fingerprint)
    if (record !== undefined && !isGoingOn(record)) stage.forgetAlert(fingerprint)
  }
}
