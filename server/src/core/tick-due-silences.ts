import type { Matcher, Millis } from '@watchfloor/contract'
import { isProposed } from '../commands/propose-silence.ts'
import { tickSilences } from '../commands/silence-clock.ts'
import { unlimited } from '../ground/budgeted.ts'
import type { Pace } from '../ground/pace.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { State } from '../ledger/state.ts'
import { EVERYTHING } from '../scope/sight.ts'
import { rehearseSilence } from './rehearse-silence.ts'
import type { Silencing } from './silencing.ts'

interface Parts {
  readonly state: State
  readonly silences: Silencing
  readonly writer: Writing
  readonly run: Pace['run']
}

/** Silences in one command: each may hide many alerts. */
const SILENCE_SLICE = 20

/** Does what the clock has to do for silences; those that begin are tried on what fires before. */
export async function tickDueSilences({ state, silences, writer, run }: Parts, now: Millis): Promise<void> {
  const begins = (id: string): boolean => state.silences.get(id)?.state === 'pending'
  // Those first: where one ends as another begins, no alert of both is told that nothing hides it.
  const due = [...silences.agenda.take(now)].sort((a, b) => Number(begins(b)) - Number(begins(a)))
  if (due.length === 0) return
  try {
    for (let from = 0; from < due.length; from += SILENCE_SLICE) {
      const slice = due.slice(from, from + SILENCE_SLICE)
      const tried = new Map<string, readonly Matcher[] | undefined>()
      for (const id of slice) {
        const silence = state.silences.get(id)
        if (silence?.state !== 'pending' || isProposed(silence)) continue
        const matchers = silences.index.matchersOf(silence)
        tried.set(
          id,
          matchers && (await run(() => rehearseSilence(state, matchers, unlimited(), EVERYTHING))),
        )
      }
      await writer.do((stage) => tickSilences(stage, silences, slice, tried))
    }
  } finally {
    // Those that did not change, and all of them after a failure, are looked at again.
    for (const id of due) silences.schedule(id)
  }
}
