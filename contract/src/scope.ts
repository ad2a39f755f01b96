import Type, { type Static } from 'typebox'
import type { Alert } from './alert.ts'

const NAMES = 10
const VALUES = 50

/** Any that an alert could have. */
const LabelName = Type.String({ pattern: '^[^\\u0000]{1,1000}$' })
const LabelValue = Type.String({ minLength: 1, maxLength: 1_000 })
const few = { minProperties: 1, maxProperties: NAMES }

/**
 * A part of the alerts: those that have one of the values for each of the labels. A label that an alert has not got is
 * none of them.
 */
export const Scope = Type.Record(
  LabelName,
  // What makes it readonly drops what it was said to hold, so that is said here.
  Type.ReadonlyObject(Type.Array(LabelValue), { minItems: 1, maxItems: VALUES }),
  few,
)
export type Scope = Readonly<Static<typeof Scope>>

/** Labels that whatever is reported bears, whatever it said itself. */
export const ForcedLabels = Type.Record(LabelName, LabelValue, few)
export type ForcedLabels = Readonly<Static<typeof ForcedLabels>>

/** Stands for whatever inhibits an alert from outside of what somebody may see: neither which nor why is told. */
export const OUTSIDE: Alert['inhibited_by'][number] = {
  fingerprint: '0000000000000000',
  rule: 'outside of what you may see',
}
