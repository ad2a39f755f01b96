import Type from 'typebox'
import { DEFAULT_SILENCE_POLICY } from '../silences/silence-policy.ts'
import { count, duration } from './notation.ts'

const { guard, proposalsLast, warnBefore } = DEFAULT_SILENCE_POLICY

/** Settings of silences. */
export const silenceSettings = Type.Object(
  {
    confirm_percent: count(
      Math.round(guard.share * 100),
      1,
      'A silence that hides more than this share of what fires, in percent, needs a second word; 100 means never for its share.',
    ),
    confirm_alerts: count(
      guard.alerts,
      1,
      'A silence that hides more alerts than this needs a second word, whatever their share.',
    ),
    wide: Type.Enum(['tell', 'refuse'], {
      default: 'tell',
      expected: 'tell or refuse',
      description:
        'What becomes of a silence on Alertmanager’s API that needs a second word, which its tools cannot give: made, and everybody is told, or refused.',
    }),
    proposals_last: duration(
      proposalsLast,
      'How long a silence that another person has to confirm (silence_rules) waits for that.',
    ),
    warn_before: duration(
      warnBefore,
      'How long before its end people are told that a silence which still hides firing alerts will end.',
    ),
    acknowledgements: Type.Enum(['off', 'on'], {
      default: 'off',
      expected: 'off or on',
      description:
        'Whether a marked silence stands for each acknowledgement, for tools that know only silences; it hides nothing here.',
    }),
  },
  { additionalProperties: false },
)
