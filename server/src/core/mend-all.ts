import type { AlertRules } from '../alerts/rules.ts'
import { mendSwitches } from '../commands/mend-switches.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { State } from '../ledger/state.ts'
import { NotOnDuty } from '../storage/commit-errors.ts'
import type { CurrentRouting } from './current-routing.ts'
import type { Silencing } from './silencing.ts'

/**
 * Puts right what an earlier start did not know, or whoever is gone left half done. Where the duty went to another
 * meanwhile, that one does it.
 */
export async function mendAll(parts: {
  readonly state: State
  readonly routing: CurrentRouting
  readonly writer: Writing
  readonly silencing: Silencing
  readonly rules: AlertRules
}): Promise<void> {
  const { state, routing, writer, silencing, rules } = parts
  await routing.begin()
  try {
    await writer.do((stage) => {
      silencing.mend(stage)
      stage.spread(mendSwitches([...state.alerts.keys()], rules))
    })
  } catch (error) {
    if (!(error instanceof NotOnDuty)) throw error
  }
}
