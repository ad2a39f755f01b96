import Type, { type Static } from 'typebox'
import { Fingerprint, Timestamp, timeOf } from './alert.ts'

/** One thing that stands between an alert and a person, as a sentence and as data. */
export const WhyReason = Type.Object({
  kind: Type.Union([
    Type.Literal('silence'),
    Type.Literal('inhibition'),
    Type.Literal('mute'),
    Type.Literal('acknowledgement'),
    Type.Literal('unconfirmed'),
    Type.Literal('flapping'),
    Type.Literal('resolved'),
  ]),
  text: Type.String({ minLength: 1 }),
  since: Type.Optional(
    timeOf(
      'When it began to hold without a break in this life; absent when the history does not reach back so far',
    ),
  ),
  until: Type.Optional(Timestamp),
  by: Type.Optional(Type.String({ description: 'The person who did it.' })),
  silence: Type.Optional(Type.String({ description: 'Id of the silence.' })),
  inhibitor: Type.Optional(Fingerprint),
  rule: Type.Optional(Type.String({ description: 'Name of the inhibition rule.' })),
  interval: Type.Optional(Type.String({ description: 'Name of the time interval that mutes.' })),
})
export type WhyReason = Readonly<Static<typeof WhyReason>>

/** `GET /api/v2/alerts/{fingerprint}/why`. */
export const Why = Type.Object({
  fingerprint: Fingerprint,
  text: Type.String({ minLength: 1, description: 'All of it in one sentence.' }),
  reasons: Type.ReadonlyObject(Type.Array(WhyReason)),
  reported: Type.Optional(
    Type.ReadonlyObject(Type.Array(Type.String()), {
      description: 'A sentence for each that reports it: its last word, and when.',
    }),
  ),
})
export type Why = Readonly<Static<typeof Why>>
