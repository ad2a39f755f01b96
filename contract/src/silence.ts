import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

/** A matcher as Alertmanager's API writes it, in our own snake_case. */
export const MatcherData = Type.Object({
  name: Type.String({ minLength: 1 }),
  value: Type.String(),
  is_regex: Type.Boolean(),
  is_equal: Type.Boolean(),
})
export type MatcherData = Readonly<Static<typeof MatcherData>>

export const SilenceState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('active'),
  Type.Literal('expired'),
])
export type SilenceState = Static<typeof SilenceState>

/** A silence as our API and its events show it. */
export const Silence = Type.Object({
  id: Type.String(),
  state: SilenceState,
  matchers: Type.ReadonlyObject(Type.Array(MatcherData)),
  starts_at: Timestamp,
  ends_at: Timestamp,
  updated_at: Timestamp,
  created_by: Type.String(),
  comment: Type.String(),
  annotations: Type.Record(Type.String(), Type.String()),
  /** The end that people were told of, because it would bring alerts back. */
  end_told: Type.Optional(Timestamp),
})
export type Silence = Readonly<Static<typeof Silence>>
