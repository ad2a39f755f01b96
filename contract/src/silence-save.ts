import Type, { type Static } from 'typebox'
import { timeOf } from './alert.ts'
import { SilenceHides } from './hidden.ts'
import { MatcherData, MOST_MATCHERS, Silence } from './silence.ts'

/** `POST /api/v2/silences/save`: makes a silence, or changes the one with this id, by Alertmanager's rules. */
export const SaveSilenceRequest = Type.Object({
  id: Type.Optional(
    Type.String({ minLength: 1, description: 'Of the silence to change; absent makes a new one.' }),
  ),
  matchers: Type.Array(MatcherData, { minItems: 1, maxItems: MOST_MATCHERS }),
  starts_at: Type.Optional(timeOf('Now when absent')),
  ends_at: Type.Optional(
    timeOf('With `until_resolved` it may be left out, and is a day after the start: the latest end'),
  ),
  until_resolved: Type.Optional(
    Type.Boolean({
      description:
        'It ends as soon as all alerts that it hides now have resolved; absent in a change: as it was.',
    }),
  ),
  created_by: Type.Optional(
    Type.String({ minLength: 1, description: 'Who, on a server that does not sign people in.' }),
  ),
  comment: Type.String(),
  annotations: Type.Optional(Type.Record(Type.String(), Type.String())),
  upstreams: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      uniqueItems: true,
      description: 'Names of the upstreams that a new one is written to; those of the settings when absent.',
    }),
  ),
  confirm: Type.Optional(
    Type.Boolean({ description: 'The second word: what it hides is meant, however much that is.' }),
  ),
})
export type SaveSilenceRequest = Readonly<Static<typeof SaveSilenceRequest>>

export const SaveSilenceAnswer = Type.Object({
  silence: Silence,
  hides: SilenceHides,
  message: Type.Optional(Type.String({ description: 'Why it is not in force yet.' })),
})
export type SaveSilenceAnswer = Readonly<Static<typeof SaveSilenceAnswer>>

/** 409 with the code `needs_confirmation`: nothing was changed, and this is what would have been hidden. */
export const NeedsConfirmation = Type.Object({
  error: Type.Object({
    code: Type.Literal('needs_confirmation'),
    message: Type.String(),
    request_id: Type.Optional(Type.String()),
  }),
  hides: SilenceHides,
})
export type NeedsConfirmation = Readonly<Static<typeof NeedsConfirmation>>
