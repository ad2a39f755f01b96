import Type, { type Static } from 'typebox'
import { SilenceHides } from './hidden.ts'
import { MatcherData, MOST_MATCHERS } from './silence.ts'

/** `POST /api/v2/purge`: ends alerts and forgets sources, whoever sent them. */
export const PurgeRequest = Type.Object({
  matchers: Type.Optional(
    Type.Array(MatcherData, {
      minItems: 1,
      maxItems: MOST_MATCHERS,
      description: 'Every firing alert that all of them match is ended.',
    }),
  ),
  sources: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 1_000,
      description: 'Sources to forget, by the `component` of their health rows.',
    }),
  ),
  name: Type.Optional(
    Type.String({ minLength: 1, description: 'Who, on a server that does not sign people in.' }),
  ),
  note: Type.Optional(Type.String({ maxLength: 2_000, description: 'Why; it stands in the history.' })),
  preview: Type.Optional(Type.Boolean({ description: 'Only say what would be ended and forgotten.' })),
  confirm: Type.Optional(
    Type.Boolean({ description: 'The second word: what it ends is meant, however much that is.' }),
  ),
})
export type PurgeRequest = Readonly<Static<typeof PurgeRequest>>

/** `holds_alerts`: alerts of it fire, which have to end first; forgotten, nothing would know that it is quiet. */
export const PurgedSource = Type.Object({
  component: Type.String(),
  outcome: Type.Enum(['forgotten', 'holds_alerts', 'not_found']),
})
export type PurgedSource = Readonly<Static<typeof PurgedSource>>

export const PurgeAnswer = Type.Object({
  done: Type.Boolean({ description: 'False for a preview: nothing was changed.' }),
  ends: Type.Object(SilenceHides.properties, { description: 'The alerts that are ended, or would be.' }),
  sources: Type.ReadonlyObject(Type.Array(PurgedSource)),
})
export type PurgeAnswer = Readonly<Static<typeof PurgeAnswer>>

/** 409 with the code `needs_confirmation`: nothing was changed, and this is what would have been ended. */
export const PurgeNeedsConfirmation = Type.Object({
  error: Type.Object({
    code: Type.Literal('needs_confirmation'),
    message: Type.String(),
    request_id: Type.Optional(Type.String()),
  }),
  ends: SilenceHides,
})
export type PurgeNeedsConfirmation = Readonly<Static<typeof PurgeNeedsConfirmation>>
