import type { Refusal } from '@watchfloor/client'
import { causeOf, isUncertain } from '../../../shared/refusal-words.ts'
import { serverWords } from '../../../shared/server-words.ts'
import type { Phrase } from '../../state/toasts.ts'

/** What was asked for, in the words of its refusal: `Not acknowledged`, and whether it was done all the same. */
export interface Asked {
  readonly done: string
  readonly what: Phrase
  readonly whether: readonly Phrase[]
}

/** Why something was not done with an alert, or is not known to be. */
export function notDone({ done, what, whether }: Asked, { reason, message }: Refusal): readonly Phrase[] {
  const cause = causeOf(reason)
  if (isUncertain(reason)) return [`Not known: ${cause}. The board shows whether `, ...whether, '.']
  switch (reason) {
    case 'not_found':
      return [`Not ${done}: `, what, ' has left the board. (404)']
    case 'invalid':
    case 'conflict':
      return [`Not ${done}: ${serverWords(message)}. Nothing changed for `, what, '.']
    default:
      return [`Not ${done}: ${cause}. Nothing changed for `, what, '.']
  }
}
