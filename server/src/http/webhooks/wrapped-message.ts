import type { Steps } from '../../ground/steps.ts'
import { type Decoded, malformed } from '../../sources/decoded.ts'
import { atPointer } from '../../sources/json-pointer.ts'
import { JsonRefused, parseJson } from '../edge/json-in-steps.ts'

/**
 * The message that another one carries as a text, as SNS does; the given one where no text stands at the pointer, because
 * some senders can be told to leave the envelope away.
 */
export function* unwrapped(message: unknown, pointer: string | undefined): Steps<Decoded<unknown>> {
  const text = pointer === undefined ? undefined : atPointer(message, pointer)
  if (typeof text !== 'string') return { ok: true, value: message }
  try {
    return { ok: true, value: yield* parseJson(Buffer.from(text)) }
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error
    if (error.isTooMuch) return malformed(`what stands at ${pointer} ${error.message}`)
    return malformed(`what stands at ${pointer} is no JSON, so it is no message of this mapping`)
  }
}
