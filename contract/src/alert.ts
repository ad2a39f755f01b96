import Type, { type Static } from 'typebox'
import { CURSOR_PATTERN } from './cursor.ts'
import { LabelSet } from './labels.ts'
import { Level } from './severity.ts'

export const Timestamp = Type.String({ description: 'RFC 3339, UTC, milliseconds' })

export const Fingerprint = Type.String({ pattern: '^[0-9a-f]{16}$' })

/** Who has the alert (S9): until it resolves, until a time, or until worse (the same labels fire with a higher severity). */
export const Acknowledgement = Type.Object({
  name: Type.String({ minLength: 1 }),
  at: Timestamp,
  until: Type.Union([Type.Literal('resolved'), Type.Literal('worse'), Type.Literal('time')]),
  /** Present when `until` is `time`. */
  ends_at: Type.Optional(Timestamp),
  note: Type.Optional(Type.String()),
})
export type Acknowledgement = Readonly<Static<typeof Acknowledgement>>

/** How a life ended. `timeout` is a loss of contact, never shown as success (S2). */
export const ResolvedBy = Type.Union([
  Type.Literal('sender'),
  Type.Literal('webhook'),
  Type.Literal('timeout'),
  Type.Literal('person'),
])
export type ResolvedBy = Static<typeof ResolvedBy>

export const Inhibitor = Type.Object({
  fingerprint: Fingerprint,
  /** Name of the inhibition rule. */
  rule: Type.String(),
})

/** One alert, always whole: every event and every board row carries all of it. */
export const Alert = Type.Object({
  fingerprint: Fingerprint,
  /** Cursor of the event that opened this life (S6); with the fingerprint it is the key of everything about it. */
  life: Type.String({ pattern: CURSOR_PATTERN }),
  /** Empty when the alert has no such label; it is not required. */
  alertname: Type.String(),
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  /** The severity label as sent; empty when absent. */
  severity: Type.String(),
  level: Level,
  /** Last known firing, but its source is quiet (S5). */
  unconfirmed: Type.Boolean(),
  /** Lives within the flapping window; 0 when the alert is not flapping (S10). */
  flapping: Type.Integer({ minimum: 0 }),
  labels: LabelSet,
  annotations: LabelSet,
  starts_at: Timestamp,
  /** When it ended; only on a resolved alert. */
  ends_at: Type.Optional(Timestamp),
  resolved_by: Type.Optional(ResolvedBy),
  generator_url: Type.Optional(Type.String()),
  silenced_by: Type.ReadonlyObject(Type.Array(Type.String())),
  inhibited_by: Type.ReadonlyObject(Type.Array(Inhibitor)),
  muted_by: Type.ReadonlyObject(Type.Array(Type.String())),
  acknowledged_by: Type.Union([Acknowledgement, Type.Null()]),
  receivers: Type.ReadonlyObject(Type.Array(Type.String())),
})
export type Alert = Readonly<Static<typeof Alert>>

/** Hidden from attention by somebody or something else. */
export function isSuppressed(alert: Alert): boolean {
  return alert.silenced_by.length > 0 || alert.inhibited_by.length > 0 || alert.muted_by.length > 0
}
