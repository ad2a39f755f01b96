import Type, { type Static } from 'typebox'
import { Timestamp, timeOf } from './alert.ts'

/** Matchers of one silence: an alert has fewer labels by default, so that each of them fits. */
export const MOST_MATCHERS = 256

/** A matcher as Alertmanager's API writes it, in our own snake_case. */
export const MatcherData = Type.Object({
  name: Type.String({ minLength: 1, description: 'Name of the label.' }),
  value: Type.String(),
  is_regex: Type.Boolean({
    description: '`value` is an RE2 expression that must match the whole label value.',
  }),
  is_equal: Type.Boolean({ description: 'False turns the matcher round: `!=`, `!~`.' }),
})
export type MatcherData = Readonly<Static<typeof MatcherData>>

/** Do both say the same, matcher by matcher? As in Alertmanager, another order is another list. */
export function sameMatchers(a: readonly MatcherData[], b: readonly MatcherData[]): boolean {
  return a.length === b.length && a.every((one, at) => isSameMatcher(one, b[at]))
}

/** Does `next` hide nothing that `before` does not hide? It has all of its matchers, and may have more. */
export function narrowsOrKeeps(next: readonly MatcherData[], before: readonly MatcherData[]): boolean {
  return before.length > 0 && before.every((one) => next.some((other) => isSameMatcher(one, other)))
}

function isSameMatcher(a: MatcherData, b: MatcherData | undefined): boolean {
  return a.name === b?.name && a.value === b.value && a.is_regex === b.is_regex && a.is_equal === b.is_equal
}

export const SilenceState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('active'),
  Type.Literal('expired'),
])
export type SilenceState = Static<typeof SilenceState>

/** Where a silence of ours stands on another Alertmanager. */
export const UpstreamLink = Type.Object({
  name: Type.String({ minLength: 1 }),
  state: Type.Union(
    [Type.Literal('waiting'), Type.Literal('written'), Type.Literal('refused'), Type.Literal('ended')],
    {
      description:
        '`waiting`: not written yet, or not as it is now; `error` says why, and it is tried again. `refused`: not taken as it is. `ended`: ended there too.',
    },
  ),
  since: Timestamp,
  id: Type.Optional(Type.String({ description: 'Its id there.' })),
  error: Type.Optional(Type.String()),
  wrote: Type.Optional(Type.String({ description: 'Stands for what was last written there; opaque.' })),
})
export type UpstreamLink = Readonly<Static<typeof UpstreamLink>>

/** A silence that waits for another person: it hides nothing until somebody confirms it (S35). */
export const SilenceProposal = Type.Object({
  by: Type.String({ description: 'Who wants it.' }),
  subject: Type.String({ description: 'As whom they were known: they cannot confirm it themselves.' }),
  at: Timestamp,
  until: timeOf('It lapses then, if nobody has confirmed it'),
  reason: Type.String({ description: 'What it goes beyond.' }),
  replaces: Type.Optional(
    Type.String({
      description: 'Id of the silence that holds until then, and ends when this one is confirmed.',
    }),
  ),
  upstreams: Type.Optional(
    Type.ReadonlyObject(Type.Array(Type.String()), {
      description: 'Other Alertmanagers that it is written to once it is confirmed.',
    }),
  ),
})
export type SilenceProposal = Readonly<Static<typeof SilenceProposal>>

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
  end_told: Type.Optional(timeOf('The end that people were told of, because it would bring alerts back')),
  upstreams: Type.Optional(
    Type.ReadonlyObject(Type.Array(UpstreamLink), {
      description: 'Other Alertmanagers that this silence is written to.',
    }),
  ),
  sender: Type.Optional(
    Type.String({
      description: 'Principal, address or upstream that it came by, whose budget it counts in.',
    }),
  ),
  made_by: Type.Optional(
    Type.String({ description: 'The subject of the credential that it was made with.' }),
  ),
  proposal: Type.Optional(SilenceProposal),
  confirmed_by: Type.Optional(Type.String({ description: 'Who confirmed what another person wanted.' })),
  mirrored_from: Type.Optional(
    Type.ReadonlyObject(Type.Array(Type.String()), {
      description:
        'Alertmanagers that it was made on, under the same id; here it can only be changed through them.',
    }),
  ),
})
export type Silence = Readonly<Static<typeof Silence>>
