import Type, { type Static } from 'typebox'
import { EVENT_TYPES, SOURCES } from './event.ts'
import { Level } from './severity.ts'

/** What a stream may be narrowed to (S20). Absent means everything; `filter` holds Alertmanager matchers, ANDed. */
export const StreamFilter = Type.Object({
  types: Type.Optional(Type.Array(Type.Enum(EVENT_TYPES))),
  sources: Type.Optional(Type.Array(Type.Enum(SOURCES))),
  severity: Type.Optional(Type.Array(Level)),
  filter: Type.Optional(Type.Array(Type.String(), { maxItems: 32 })),
})
export type StreamFilter = Readonly<Static<typeof StreamFilter>>

const request = Type.Optional(Type.String({ maxLength: 64 }))

/** First message of a WebSocket client, and again for another filter. Without `cursor`: live from now. */
export const Subscribe = Type.Object({
  action: Type.Literal('subscribe'),
  cursor: Type.Optional(Type.String({ maxLength: 64 })),
  filter: Type.Optional(StreamFilter),
})

export const AcknowledgeRequest = Type.Object({
  /** The life it is meant for; when the alert has ended and fired again since, it is refused with 409. */
  life: Type.Optional(Type.String()),
  /** Who, on a server that does not sign people in; ignored where the principal has a name. */
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  until: Type.Optional(Type.Union([Type.Literal('resolved'), Type.Literal('worse'), Type.Literal('time')])),
  ends_at: Type.Optional(Type.String()),
  note: Type.Optional(Type.String({ maxLength: 1024 })),
})
export type AcknowledgeRequest = Readonly<Static<typeof AcknowledgeRequest>>

export const ClientMessage = Type.Union([
  Subscribe,
  Type.Object({ action: Type.Literal('ping'), request }),
  Type.Object({
    action: Type.Literal('acknowledge'),
    request,
    fingerprint: Type.String(),
    ...AcknowledgeRequest.properties,
  }),
])
export type ClientMessage = Readonly<Static<typeof ClientMessage>>
