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

/**
 * Where a silence of ours stands on another Alertmanager. `waiting`: not written yet, or not as it is now; `error`
 * says why, and it is tried again. `refused`: not taken as it is. `ended`: ended there too.
 */
export const UpstreamLink = Type.Object({
  name: Type.String({ minLength: 1 }),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('written'),
    Type.Literal('refused'),
    Type.Literal('ended'),
  ]),
  since: Timestamp,
  /** Its id there. */
  id: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  /** Stands for what was last written there; opaque. */
  wrote: Type.Optional(Type.String()),
})
export type UpstreamLink = Readonly<Static<typeof UpstreamLink>>

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
  /** Other Alertmanagers that this silence is written to. */
  upstreams: Type.Optional(Type.ReadonlyObject(Type.Array(UpstreamLink))),
  /** Alertmanagers that it was made on, under the same id; here it can only be changed through them. */
  mirrored_from: Type.Optional(Type.ReadonlyObject(Type.Array(Type.String()))),
})
export type Silence = Readonly<Static<typeof Silence>>
