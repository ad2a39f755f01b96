import Type, { type Static } from 'typebox'
import { CURSOR_PATTERN } from './cursor.ts'
import { isGoingOn } from './episode.ts'
import { FINGERPRINT_PATTERN } from './fingerprint.ts'
import { LabelSet } from './labels.ts'
import { Level } from './severity.ts'

const RFC3339 = 'RFC 3339, UTC, milliseconds.'

export const Timestamp = Type.String({ description: RFC3339 })

/** A timestamp that says what it is the time of. Years of five digits are possible, so no format is named. */
export function timeOf(what: string) {
  return Type.String({ description: `${what}. ${RFC3339}` })
}

export const Fingerprint = Type.String({
  pattern: `^${FINGERPRINT_PATTERN}$`,
  description: 'Hash of the labels, as Alertmanager works it out.',
})

/** Somebody is asked to take over from who has the alert, who has it until they do (S37). */
export const Offer = Type.Object({
  name: Type.String({ minLength: 1 }),
  at: Timestamp,
  lapses_at: timeOf('When it is over, if they have not taken it by then'),
})
export type Offer = Readonly<Static<typeof Offer>>

/** What somebody wrote about an alert, for everybody (S36). */
export const Note = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: Type.String({ minLength: 1 }),
  at: Timestamp,
  text: Type.String({ minLength: 1 }),
})
export type Note = Readonly<Static<typeof Note>>

/** Who has the alert, and until when (S9). */
export const Acknowledgement = Type.Object({
  name: Type.String({ minLength: 1 }),
  at: Timestamp,
  until: Type.Union([Type.Literal('resolved'), Type.Literal('worse'), Type.Literal('time')], {
    description:
      'Until it resolves; until worse (the same labels fire with a higher severity); or until `ends_at`.',
  }),
  ends_at: Type.Optional(Timestamp),
  note: Type.Optional(Type.String()),
  offered_to: Type.Optional(Offer),
  asked_at: Type.Optional(timeOf('Since when its owner is asked whether they are still on it (S38)')),
  returns_at: Type.Optional(
    timeOf('With `asked_at`: when the alert is everybody’s again, if they say nothing until then'),
  ),
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
  rule: Type.String({ description: 'Name of the inhibition rule.' }),
})

/**
 * An alert that flaps: from its third life within 15 minutes on, until it has been calm for 15, it is one thing, which
 * is there in its quiet moments too (S10).
 */
export const Episode = Type.Object({
  since: timeOf('When the first of its lives began'),
  lives: Type.Integer({ minimum: 1, description: 'How many times it fired.' }),
  changed_at: timeOf('When it last began or ceased to fire'),
})
export type Episode = Readonly<Static<typeof Episode>>

/** One alert, always whole: every event and every board row carries all of it. */
export const Alert = Type.Object({
  fingerprint: Fingerprint,
  life: Type.String({
    pattern: CURSOR_PATTERN,
    description:
      'Cursor of the event that opened this life; with the fingerprint it is the key of everything about it.',
  }),
  first_life: Type.Optional(
    Type.String({
      pattern: CURSOR_PATTERN,
      description:
        'The life with which it turned out to flap; all from this one to `life` are one, and any of them means it (S10).',
    }),
  ),
  alertname: Type.String({ description: 'Empty when the alert has no such label; it is not required.' }),
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  severity: Type.String({ description: 'The severity label as sent; empty when absent.' }),
  level: Level,
  unconfirmed: Type.Boolean({ description: 'Last known firing, but its source is quiet (S5).' }),
  flapping: Type.Integer({
    minimum: 0,
    description: 'How many times it fired since it began to flap; 0 when it does not (S10).',
  }),
  episode: Type.Optional(Episode),
  labels: LabelSet,
  annotations: LabelSet,
  starts_at: Timestamp,
  ends_at: Type.Optional(timeOf('When it ended; only on a resolved alert')),
  resolved_at: Type.Optional(
    timeOf('When this server took it for over, by its own clock; `ends_at` is as the sender has it'),
  ),
  resolved_by: Type.Optional(ResolvedBy),
  generator_url: Type.Optional(Type.String()),
  silenced_by: Type.ReadonlyObject(Type.Array(Type.String())),
  inhibited_by: Type.ReadonlyObject(Type.Array(Inhibitor)),
  muted_by: Type.ReadonlyObject(Type.Array(Type.String())),
  acknowledged_by: Type.Union([Acknowledgement, Type.Null()]),
  notes: Type.Optional(
    Type.ReadonlyObject(Type.Array(Note), {
      description: 'The newest of this life, oldest first; absent when there are none (S36).',
    }),
  ),
  receivers: Type.ReadonlyObject(Type.Array(Type.String())),
})
export type Alert = Readonly<Static<typeof Alert>>

export type SuppressedBy = 'silenced' | 'inhibited' | 'muted'

/** What hides an alert from attention: the first that holds, so that each counts once; null when nothing does. */
export function suppressedBy({
  silenced_by,
  inhibited_by,
  muted_by,
}: Pick<Alert, 'silenced_by' | 'inhibited_by' | 'muted_by'>): SuppressedBy | null {
  if (silenced_by.length > 0) return 'silenced'
  if (inhibited_by.length > 0) return 'inhibited'
  return muted_by.length > 0 ? 'muted' : null
}

export function isSuppressed(alert: Alert): boolean {
  return suppressedBy(alert) !== null
}

/** It goes on, and nobody has it: it can be taken. */
export function isFree(alert: Pick<Alert, 'status' | 'episode' | 'acknowledged_by'>): boolean {
  return isGoingOn(alert) && alert.acknowledged_by === null
}

/** It goes on, nobody has it, and nothing hides it. */
export function needsSomeone(alert: Alert): boolean {
  return isFree(alert) && !isSuppressed(alert)
}
