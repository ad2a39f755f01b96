import Type from 'typebox'
import { DEFAULT_RULES } from '../alerts/rules.ts'
import { duration } from './notation.ts'

/** Settings of who has an alert. */
export const acknowledgementSettings = Type.Object(
  {
    ask_after: duration(
      DEFAULT_RULES.askAfter,
      'How long after somebody took an alert, or last said so, they are asked whether they are still on it.',
    ),
    return_after: duration(
      DEFAULT_RULES.returnAfter,
      'How long after somebody took an alert, or last said so, it is everybody’s again; they have what is over ask_after to answer.',
    ),
    offers_last: duration(
      DEFAULT_RULES.offersLast,
      'How long an offer to take over an alert waits, before it stays with whoever has it.',
    ),
  },
  { additionalProperties: false },
)
