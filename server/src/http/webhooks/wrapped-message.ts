import { type Decoded, malformed } from '../../sources/decoded.ts'
import { atPointer } from '../../sources/json-pointer.ts'
import { hasTooManyValues, MOST_VALUES } from '../edge/json-values.ts'

/**
 * The message that another one carries as a text, as SNS does; the given one where no text stands at the pointer, because
 * some senders can be told to leave the envelope away.
 */
export function unwrapped(message: unknown, pointer: string | undefined): Decoded<unknown> {
  const text = pointer === undefined ? undefined : atPointer(message, pointer)
  if (typeof text !== 'string') return { ok: true, value: message }
  if (hasTooManyValues(Buffer.from(text)))
    return malformed(`what stands at ${pointer} holds more than ${MOST_VALUES} JSON values`)
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return malformed(`what stands at ${pointer} is no JSON, so it is no message of this mapping`)
  }
}
