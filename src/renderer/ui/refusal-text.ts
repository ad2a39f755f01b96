import type { Refusal } from '@watchfloor/client'
import { causeOf, isUncertain } from '../../shared/refusal-words.ts'
import { serverWords } from '../../shared/server-words.ts'

/** What failed, what did not change, and the server's own words at the end. `what` is for example `Silence not created`. */
export function refusalText(what: string, { reason, message }: Refusal): string {
  const effect = isUncertain(reason) ? 'It may have happened' : 'Nothing changed'
  return `${what}: ${causeOf(reason)}. ${effect}. (${serverWords(message)})`
}

/** The same for what this app itself did not do: no server was asked. */
export function appRefusalText(what: string, { message }: Refusal): string {
  return `${what}. Nothing changed. (${serverWords(message)})`
}
