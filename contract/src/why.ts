import Type, { type Static } from 'typebox'
import { Fingerprint, Timestamp } from './alert.ts'

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
  /** When it began to hold without a break in this life; absent when the history does not reach back so far. */
  since: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  /** The person who did it. */
  by: Type.Optional(Type.String()),
  /** Of a silence. */
  silence: Type.Optional(Type.String()),
  /** Of an inhibition: the alert that inhibits, and the rule. */
  inhibitor: Type.Optional(Fingerprint),
  rule: Type.Optional(Type.String()),
  /** Of a mute window: the time interval's name. */
  interval: Type.Optional(Type.String()),
})
export type WhyReason = Readonly<Static<typeof WhyReason>>

/** `GET /api/v2/alerts/{fingerprint}/why`. */
export const Why = Type.Object({
  fingerprint: Fingerprint,
  /** All of it in one sentence. */
  text: Type.String({ minLength: 1 }),
  reasons: Type.ReadonlyObject(Type.Array(WhyReason)),
  /** A sentence for each that reports it: its last word, and when. */
  reported: Type.Optional(Type.ReadonlyObject(Type.Array(Type.String()))),
})
export type Why = Readonly<Static<typeof Why>>
