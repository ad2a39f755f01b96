import Type, { type Static } from 'typebox'
import { Fingerprint } from './alert.ts'
import { LabelSet } from './labels.ts'
import { Level, LevelCounts } from './severity.ts'

/** Firing alerts that a silence hides: how many, and which. */
export const Hidden = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  share: Type.Number({ minimum: 0, maximum: 1, description: 'Of all that fire, 0 to 1.' }),
  by_level: LevelCounts,
  sample: Type.ReadonlyObject(
    Type.Array(
      Type.Object({ fingerprint: Fingerprint, alertname: Type.String(), level: Level, labels: LabelSet }),
    ),
    { description: 'The gravest of them, criticals first.' },
  ),
})

/** What a silence hides of what fires at this moment. */
export const SilenceHides = Type.Object({
  ...Hidden.properties,
  firing: Type.Integer({ minimum: 0, description: 'All that fires.' }),
})
export type SilenceHides = Readonly<Static<typeof SilenceHides>>
