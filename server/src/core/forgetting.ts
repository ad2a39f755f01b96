import type { Millis } from '@watchfloor/contract'
import type { AlertRules } from '../alerts/rules.ts'
import {
  beyondMemory,
  forgetResolved,
  forgetSilences,
  silencesBeyondMemory,
} from '../commands/forget-past.ts'
import { forgetSources, forgettable } from '../commands/forget-sources.ts'
import type { Pace } from '../ground/pace.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { State } from '../ledger/state.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'

/** What is forgotten in one command; more at once would hold up ingest. */
const SLICE = 200

interface Parts {
  readonly state: State
  readonly writer: Writing
  readonly run: Pace['run']
}

/** Alerts and silences that are over, and are more than may be remembered. */
export async function forgetOldest({
  state,
  writer,
  run,
  rules,
  policy,
  schedule,
}: Parts & {
  readonly rules: AlertRules
  readonly policy: SilencePolicy
  readonly schedule: (fingerprint: string) => void
}): Promise<void> {
  for (const slice of slicesOf(await run(() => beyondMemory(state, rules.budget)))) {
    await writer.do((stage) => forgetResolved(stage, slice))
    for (const fingerprint of slice) schedule(fingerprint)
  }
  for (const slice of slicesOf(await run(() => silencesBeyondMemory(state, policy.room)))) {
    await writer.do((stage) => forgetSilences(stage, slice))
  }
}

/** Sources that were not heard since `before`, and hold nothing. */
export async function forgetSilentSources({ state, writer, run }: Parts, before: Millis): Promise<void> {
  for (const slice of slicesOf(await run(() => forgettable(state, before)))) {
    await writer.do((stage) => forgetSources(stage, slice))
  }
}

function* slicesOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += SLICE) yield all.slice(from, from + SLICE)
}
