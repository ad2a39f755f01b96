import Type, { type Static } from 'typebox'
import { Fingerprint } from './alert.ts'
import { LabelSet } from './labels.ts'
import { Level } from './severity.ts'
import { MatcherData } from './silence.ts'

/** `POST /api/v2/silences/preview`: what would a silence with these matchers hide? */
export const PreviewRequest = Type.Object({
  matchers: Type.Array(MatcherData, { minItems: 1, maxItems: 100 }),
})
export type PreviewRequest = Readonly<Static<typeof PreviewRequest>>

const count = Type.Integer({ minimum: 0 })

export const SilencePreview = Type.Object({
  /** Alerts that fire now. */
  firing: Type.Object({
    count,
    /** Of all that fire, 0 to 1. */
    share: Type.Number({ minimum: 0, maximum: 1 }),
    by_level: Type.Object({ critical: count, high: count, warning: count, info: count, unset: count }),
    /** Is it so much that `POST /api/v2/silences/save` asks twice? */
    needs_confirmation: Type.Optional(Type.Boolean()),
    /** Of them, hidden by a silence already. */
    silenced: count,
    /** The gravest of them. */
    sample: Type.ReadonlyObject(
      Type.Array(
        Type.Object({ fingerprint: Fingerprint, alertname: Type.String(), level: Level, labels: LabelSet }),
      ),
    ),
  }),
  /** Lives that began within the past days. `complete` is false when there were more than were looked at. */
  past: Type.Object({ days: count, lives: count, alerts: count, complete: Type.Boolean() }),
})
export type SilencePreview = Readonly<Static<typeof SilencePreview>>

/** `POST /api/v2/silences/bulk`: ends many silences at once, by their ids. */
export const BulkRequest = Type.Object({
  action: Type.Literal('expire'),
  ids: Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 }),
  /** Who, on a server that does not sign people in. */
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
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
          /** It was made on another Alertmanager, which did not end it; `reason` says why. */
          Type.Literal('refused'),
        ]),
        reason: Type.Optional(Type.String()),
      }),
    ),
  ),
})
export type BulkAnswer = Readonly<Static<typeof BulkAnswer>>
