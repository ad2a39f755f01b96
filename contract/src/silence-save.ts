import Type, { type Static } from 'typebox'
import { Fingerprint, Timestamp } from './alert.ts'
import { LabelSet } from './labels.ts'
import { Level } from './severity.ts'
import { MatcherData, Silence } from './silence.ts'

/** `POST /api/v2/silences/save`: makes a silence, or changes the one with this id, by Alertmanager's rules. */
export const SaveSilenceRequest = Type.Object({
  id: Type.Optional(Type.String({ minLength: 1 })),
  matchers: Type.Array(MatcherData, { minItems: 1, maxItems: 100 }),
  /** Now when absent. */
  starts_at: Type.Optional(Timestamp),
  /** With `until_resolved` it may be left out, and is a day after the start: the latest end. */
  ends_at: Type.Optional(Timestamp),
  /** It ends as soon as all alerts that it hides now have resolved; absent in a change: as it was. */
  until_resolved: Type.Optional(Type.Boolean()),
  /** Who, on a server that does not sign people in. */
  created_by: Type.Optional(Type.String({ minLength: 1 })),
  comment: Type.String(),
  annotations: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** Names of the upstreams that a new one is written to; those of the settings when absent. */
  upstreams: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { uniqueItems: true })),
  /** The second word: what it hides is meant, however much that is. */
  confirm: Type.Optional(Type.Boolean()),
})
export type SaveSilenceRequest = Readonly<Static<typeof SaveSilenceRequest>>

const count = Type.Integer({ minimum: 0 })

/** What a silence hides of what fires at this moment. */
export const SilenceHides = Type.Object({
  count,
  /** All that fires. */
  firing: count,
  /** 0 to 1. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
  by_level: Type.Object({ critical: count, high: count, warning: count, info: count, unset: count }),
  /** The gravest of them, criticals first. */
  sample: Type.ReadonlyObject(
    Type.Array(
      Type.Object({ fingerprint: Fingerprint, alertname: Type.String(), level: Level, labels: LabelSet }),
    ),
  ),
})
export type SilenceHides = Readonly<Static<typeof SilenceHides>>

export const SaveSilenceAnswer = Type.Object({ silence: Silence, hides: SilenceHides })
export type SaveSilenceAnswer = Readonly<Static<typeof SaveSilenceAnswer>>

/** 409 with the code `needs_confirmation`: nothing was changed, and this is what would have been hidden. */
export const NeedsConfirmation = Type.Object({
  error: Type.Object({ code: Type.Literal('needs_confirmation'), message: Type.String() }),
  hides: SilenceHides,
})
export type NeedsConfirmation = Readonly<Static<typeof NeedsConfirmation>>
