import type { Silence } from '@watchfloor/contract'
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
  { alerts, firing }: Pick<State, 'alerts' | 'firing'>,
  remembered: number,
): Steps<readonly string[]> {
  if (alerts.size - firing.size <= remembered) return []
  const over: AlertRecord[] = []
  for (const record of alerts.values()) {
    if (record.status === 'resolved') over.push(record)
    yield
  }
  const newestFirst = yield* sorted(over, (a, b) => b.updatedAt - a.updatedAt)
  return newestFirst.slice(Math.floor(remembered * KEPT)).map(({ fingerprint }) => fingerprint)
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
  let room = all.bytes * KEPT
  const kept = newestFirst.findIndex(({ silence }, n) => {
    room -= silenceBytes(silence)
    return n >= Math.floor(remembered * KEPT) || room < 0
  })
  return kept < 0 ? [] : newestFirst.slice(kept).map(({ silence }) => silence.id)
}

/** Forgets those that are over still. */
export function forgetSilences(stage: Stage, ids: readonly string[]): void {
  for (const id of ids) if (stage.silence(id)?.state === 'expired') stage.forgetSilence(id)
}

/** Forgets those that have not begun to fire again. */
export function forgetResolved(stage: Stage, fingerprints: readonly string[]): void {
  for (const fingerprint of fingerprints)
    if (stage.alert(fingerprint)?.status === 'resolved') stage.forgetAlert(fingerprint)
}
