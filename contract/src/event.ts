import Type, { type Static } from 'typebox'
import { Alert, Timestamp, timeOf } from './alert.ts'
import { Health } from './health.ts'
import { Silence } from './silence.ts'
import { Stats } from './stats.ts'

/** Event types by the component that publishes them (its `source`), class A unless said otherwise. */
export const ALERT_TYPES = [
  'alert_created',
  'alert_firing',
  'alert_updated',
  'alert_resolved',
  'alert_inhibited',
  'alert_uninhibited',
  'alert_silenced',
  'alert_unsilenced',
  'alert_acknowledged',
  'alert_unacknowledged',
  'alert_noted',
  'alert_offered',
  'alert_offer_ended',
  'alert_asked',
] as const
export const SILENCE_TYPES = [
  'silence_created',
  'silence_updated',
  'silence_activated',
  'silence_expired',
  'silence_deleted',
] as const
export const EVENT_TYPES = [
  ...ALERT_TYPES,
  ...SILENCE_TYPES,
  'health_changed',
  'system_notification',
  'stats_updated',
] as const
export const SOURCES = [
  'alert_processor',
  'silence_manager',
  'stats_collector',
  'health_monitor',
  'system',
] as const

export type AlertEventType = (typeof ALERT_TYPES)[number]
export type SilenceEventType = (typeof SILENCE_TYPES)[number]
export const EventType = Type.Enum(EVENT_TYPES)
export type EventType = Static<typeof EventType>
export const Source = Type.Enum(SOURCES)
export type Source = Static<typeof Source>

const provenance = {
  by: Type.Optional(Type.String({ description: 'Who did it, where a person did.' })),
  reason: Type.Optional(Type.String({ description: 'Why, where the rest alone does not tell.' })),
}

/** What an alert was before its level changed. */
const Was = Type.Object({ severity: Alert.properties.severity, level: Alert.properties.level })

export const AlertChange = Type.Object({
  ...Alert.properties,
  ...provenance,
  was: Type.Optional(
    Type.Unsafe<Readonly<Static<typeof Was>>>({
      ...Was,
      description: 'Where its level changed (S8), or what its severity means: what it was before this event.',
    }),
  ),
})
export type AlertChange = Readonly<Static<typeof AlertChange>>

export const SilenceChange = Type.Object({ ...Silence.properties, ...provenance })
export type SilenceChange = Readonly<Static<typeof SilenceChange>>

/** What a notification says of a silence, for whoever words it for people in their own time. */
export const NoticeFacts = Type.Object({
  by: Type.Optional(Type.String({ description: 'Who did it, or wants it.' })),
  comment: Type.String(),
  starts_at: Type.Optional(timeOf('When it begins, where it has not begun')),
  ends_at: Timestamp,
  count: Type.Optional(count('Firing alerts that it hides, or that its end would bring back.')),
  firing: Type.Optional(count('All that fire.')),
  critical: Type.Optional(count('Of `count`, critical ones.')),
  critical_names: Type.Optional(Type.String({ description: 'Of these, the first few names.' })),
})
export type NoticeFacts = Readonly<Static<typeof NoticeFacts>>

function count(description: string) {
  return Type.Integer({ minimum: 0, description })
}

export const SystemNotification = Type.Object({
  level: Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('error')]),
  message: Type.String({
    minLength: 1,
    description: 'For logs and tools: times are UTC, silences are named by their ids.',
  }),
  kind: Type.Optional(
    Type.Union(
      [
        Type.Literal('silence_ends'),
        Type.Literal('silence_hides_much'),
        Type.Literal('silence_proposed'),
        Type.Literal('silence_confirmed'),
      ],
      { description: 'What it is about, where a program may want to know.' },
    ),
  ),
  about: Type.Optional(NoticeFacts),
  silence: Type.Optional(Type.String({ description: 'Id of the silence that it speaks of.' })),
})
export type SystemNotification = Readonly<Static<typeof SystemNotification>>

const head = { id: Type.String(), timestamp: Timestamp }

const position = {
  sequence: Type.Integer({ minimum: 1, description: 'Contiguous; assigned when it was written to the log.' }),
  epoch: Type.String({ description: 'Term of the log that it was written in.' }),
  prev: Type.Integer({
    minimum: 0,
    description:
      'Sequence of the preceding event that passes this reader’s filter. Apply the event if prev ≤ your last < sequence.',
  }),
}

/** Class A: durable, numbered, replayed. */
export const AlertEvent = Type.Object({
  type: Type.Enum(ALERT_TYPES),
  source: Type.Literal('alert_processor'),
  data: AlertChange,
  ...head,
  ...position,
})
export const SilenceEvent = Type.Object({
  type: Type.Enum(SILENCE_TYPES),
  source: Type.Literal('silence_manager'),
  data: SilenceChange,
  ...head,
  ...position,
})
export const HealthEvent = Type.Object({
  type: Type.Literal('health_changed'),
  source: Type.Literal('health_monitor'),
  data: Health,
  ...head,
  ...position,
})
export const SystemEvent = Type.Object({
  type: Type.Literal('system_notification'),
  source: Type.Literal('system'),
  data: SystemNotification,
  ...head,
  ...position,
})

/** Class B: conflated; no sequence, no SSE id, never in the log (S18). */
export const StatsEvent = Type.Object({
  type: Type.Literal('stats_updated'),
  source: Type.Literal('stats_collector'),
  data: Stats,
  ...head,
})
export type StatsEvent = Readonly<Static<typeof StatsEvent>>

/** Everything of class A; what is named here crosses every wire and stands in the log. */
const CLASS_A = [AlertEvent, SilenceEvent, HealthEvent, SystemEvent] as const

export const DurableEvent = Type.Union([...CLASS_A])
/** An event of class A as it crosses a wire. */
export type DurableEvent = Readonly<Static<typeof DurableEvent>>

export const Event = Type.Union([...CLASS_A, StatsEvent])
/** Anything that a stream may deliver besides control frames. */
export type Event = DurableEvent | StatsEvent

/** A class-A event as the log keeps it, and as the history tells it: `prev` belongs to a reader's filter. */
export const LoggedEvent = Type.Unsafe<LoggedEvent>(
  Type.Union(CLASS_A.map((event) => Type.Omit(event, ['prev']))),
)
export type LoggedEvent = DurableEvent extends infer E
  ? E extends DurableEvent
    ? Omit<E, 'prev'>
    : never
  : never

export function isDurable(event: Event): event is DurableEvent {
  return event.type !== 'stats_updated'
}
