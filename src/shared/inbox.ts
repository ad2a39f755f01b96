import { Level } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'

/** What a row of the inbox is about. */
export const INBOX_KINDS = [
  /** A group of alerts, by the worst level in it. */
  'alert',
  /** The living notification of criticals in a flood (S24). */
  'criticals',
  /** Criticals that nobody has yet, again. */
  'repeat',
  /** Many alerts at once. */
  'storm',
  /** It ended after it had woken somebody. */
  'resolved',
  /** The answer to pressing Acknowledge on a notification. */
  'acknowledgement',
  /** Somebody hands alerts over to this person, or answered what they handed over. */
  'handover',
  /** This person is asked whether they are still on what they took. */
  'still_on_it',
  /** A component of the server, or a source that went quiet. */
  'health',
  /** A silence that ends soon although alerts go on, or one that hides much of the board. */
  'silence',
  /** This desk receives nothing, or receives again (S27). */
  'connection',
  /** What happened while this desk was away (S23). */
  'away',
  /** First contact with a server (S23). */
  'first_contact',
  /** Sent by a person to see whether it arrives. */
  'test',
] as const
export type InboxKind = (typeof INBOX_KINDS)[number]

/** Why somebody was told, or was not. A closed set: the sentence for each stands in the inbox's words. */
export const INBOX_REASONS = [
  'critical',
  'high',
  'worse',
  'flapping',
  'unacknowledged',
  'storm',
  'ended',
  'answer',
  'handed_over',
  'still_on_it',
  'unhealthy',
  'quiet_source',
  'silence_ends',
  'silence_hides_much',
  'not_receiving',
  'signed_out',
  'receiving',
  'unstable',
  'away',
  'first_contact',
  'test',
  'pause_over',
  /** Held back: */
  'paused',
  'quiet_hours',
  'in_front',
  'outside_view',
  'level',
  'silenced',
  'inhibited',
  'muted',
  'acknowledged',
  /** Folded into another notification: */
  'same_group',
  'in_flood',
  'in_storm',
  'in_digest',
  'in_unstable',
] as const
export type InboxReason = (typeof INBOX_REASONS)[number]

export const INBOX_OUTCOMES = [
  /** Never asked of the system: held back or folded. */
  'none',
  /** Asked of the system, not yet confirmed. */
  'asked',
  'shown',
  'failed',
  'opened',
  'acknowledged',
  'dismissed',
  /** Taken back: resolved, or taken by somebody. */
  'withdrawn',
  /** A newer notification stands in its place. */
  'replaced',
] as const
export type InboxOutcome = (typeof INBOX_OUTCOMES)[number]

/** One life of an alert (S6). */
export const AlertLife = Type.Object({ fingerprint: Type.String(), life: Type.String() })
export type AlertLife = Readonly<Static<typeof AlertLife>>

/** One decision about telling this person something, with its reason and what became of it. */
export const InboxRow = Type.Object({
  id: Type.String({ minLength: 1 }),
  /** Notifications with the same key stand in each other's place. */
  key: Type.String({ minLength: 1 }),
  /** When it was decided, RFC 3339. */
  at: Type.String(),
  server: Type.String(),
  kind: Type.Enum(INBOX_KINDS),
  level: Type.Union([Level, Type.Null()]),
  decision: Type.Union([Type.Literal('notify'), Type.Literal('hold'), Type.Literal('fold')]),
  reason: Type.Enum(INBOX_REASONS),
  title: Type.String(),
  body: Type.String(),
  /** Group of attention (S22); empty where it is about none. */
  group: Type.String(),
  /** The lives that it speaks of, the one to open first; the first 100. */
  alerts: Type.ReadonlyObject(Type.Array(AlertLife)),
  /** How many alerts it speaks of. */
  count: Type.Integer({ minimum: 0 }),
  outcome: Type.Enum(INBOX_OUTCOMES),
  outcome_at: Type.String(),
  /** Why showing it failed, in the system's words. */
  error: Type.Optional(Type.String()),
  /** Opened, or seen on the board (S26). */
  is_read: Type.Boolean(),
})
export type InboxRow = Readonly<Static<typeof InboxRow>>

/** Newest first. `before` continues below a row's id; null when there are no more. */
export interface InboxPage {
  readonly rows: readonly InboxRow[]
  readonly before: string | null
}

/** Something was put in front of this person that they may not have seen. */
export function isUnread({
  decision,
  is_read,
  kind,
}: Pick<InboxRow, 'decision' | 'is_read' | 'kind'>): boolean {
  return decision === 'notify' && !is_read && kind !== 'resolved' && kind !== 'acknowledgement'
}
