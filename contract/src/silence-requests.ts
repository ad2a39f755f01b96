import Type, { type Static } from 'typebox'
import { timeOf } from './alert.ts'
import { Hidden } from './hidden.ts'
import { MatcherData, MOST_MATCHERS } from './silence.ts'
import { GuardLimits } from './silence-guard.ts'

/** `POST /api/v2/silences/preview`: what would a silence with these matchers hide? */
export const PreviewRequest = Type.Object({
  matchers: Type.Array(MatcherData, { minItems: 1, maxItems: MOST_MATCHERS }),
  ends_at: Type.Optional(timeOf('When it would end; without it the rules say nothing of how long it lasts')),
  id: Type.Optional(Type.String({ description: 'Of the silence that it would change.' })),
})
export type PreviewRequest = Readonly<Static<typeof PreviewRequest>>

const count = Type.Integer({ minimum: 0 })

export const SilencePreview = Type.Object({
  firing: Type.Object(
    {
      ...Hidden.properties,
      needs_confirmation: Type.Optional(
        Type.Boolean({ description: 'Is it so much that `POST /api/v2/silences/save` asks twice?' }),
      ),
      silenced: Type.Integer({ minimum: 0, description: 'Of them, hidden by a silence already.' }),
      all: Type.Integer({ minimum: 0, description: 'All that fires.' }),
    },
    { description: 'Of the alerts that fire now.' },
  ),
  past: Type.Object(
    {
      days: count,
      lives: count,
      critical: Type.Optional(
        Type.Integer({ minimum: 0, description: 'Of the lives, those that began critical.' }),
      ),
      alerts: count,
      complete: Type.Boolean({ description: 'False when there were more than were looked at.' }),
    },
    { description: 'Of the lives that began within the past days.' },
  ),
  guard: GuardLimits,
  upstreams: Type.Optional(
    Type.ReadonlyObject(
      Type.Array(
        Type.Object({
          name: Type.String(),
          write: Type.Boolean({ description: 'Is a silence written there unless its maker says otherwise?' }),
        }),
      ),
      { description: 'Other Alertmanagers that this server knows.' },
    ),
  ),
  rule: Type.Optional(
    Type.Object(
      {
        verdict: Type.Union([Type.Literal('allowed'), Type.Literal('proposed'), Type.Literal('refused')]),
        message: Type.Optional(Type.String({ description: 'Why it is not simply allowed.' })),
        longest_seconds: Type.Optional(
          Type.Number({ description: 'How far from now it may reach without a second person.' }),
        ),
      },
      {
        description:
          'What the rules of silences would say to whoever asks: `proposed` waits for another person’s word.',
      },
    ),
  ),
})
export type SilencePreview = Readonly<Static<typeof SilencePreview>>

/** `POST /api/v2/silences/bulk`: ends many silences at once, by their ids. */
export const BulkRequest = Type.Object({
  action: Type.Literal('expire'),
  ids: Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 }),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Who, on a server that does not sign people in.',
    }),
  ),
})
export type BulkRequest = Readonly<Static<typeof BulkRequest>>

export const BulkAnswer = Type.Object({
  results: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        id: Type.String(),
        outcome: Type.Union([
          Type.Literal('expired'),
          Type.Literal('was_expired'),
          Type.Literal('not_found'),
          Type.Literal('refused'),
        ]),
        reason: Type.Optional(
          Type.String({
            description:
              'Why it was `refused`: another Alertmanager, where it was made, did not end it; or it reaches beyond what you may see.',
          }),
        ),
      }),
    ),
  ),
})
export type BulkAnswer = Readonly<Static<typeof BulkAnswer>>
