import Type, { type Static } from 'typebox'
import { Acknowledgement, timeOf } from './alert.ts'
import { EventType, Source } from './event.ts'
import { Level } from './severity.ts'

/** What a stream may be narrowed to (S20). Absent means everything. */
export const StreamFilter = Type.Object({
  types: Type.Optional(Type.Array(EventType)),
  sources: Type.Optional(Type.Array(Source)),
  severity: Type.Optional(Type.Array(Level)),
  filter: Type.Optional(
    Type.Array(Type.String(), {
      maxItems: 32,
      description: 'Alertmanager matchers on alerts’ labels, such as `team="db"`; all must hold.',
    }),
  ),
})
export type StreamFilter = Readonly<Static<typeof StreamFilter>>

const request = Type.Optional(
  Type.String({ maxLength: 64, description: 'Comes back in the answer, so that it can be told apart.' }),
)

/** First message of a WebSocket client, and again for another filter. */
export const Subscribe = Type.Object({
  action: Type.Literal('subscribe'),
  cursor: Type.Optional(
    Type.String({ maxLength: 64, description: 'Where to go on; without one, live from now.' }),
  ),
  filter: Type.Optional(StreamFilter),
})

export const AcknowledgeRequest = Type.Object({
  life: Type.Optional(
    Type.String({
      description:
        'The life it is meant for; when the alert has ended and fired again since, it is refused with 409.',
    }),
  ),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Who, on a server that does not sign people in; ignored where it does.',
    }),
  ),
  until: Type.Optional(Acknowledgement.properties.until),
  ends_at: Type.Optional(timeOf('Needed with `until: "time"`')),
  note: Type.Optional(Type.String({ maxLength: 1024 })),
  from: Type.Optional(
    Type.String({
      maxLength: 128,
      description:
        'Takes it over from this person, who has it; refused with 409 when somebody else has it by then.',
    }),
  ),
})
export type AcknowledgeRequest = Readonly<Static<typeof AcknowledgeRequest>>

/** Gives an alert back; a body that may be left out. */
export const UnacknowledgeRequest = Type.Pick(AcknowledgeRequest, ['life', 'name'])

export const ClientMessage = Type.Union([
  Subscribe,
  Type.Object({ action: Type.Literal('ping'), request }),
  /** A newer credential of the same person, in the place of the one that the connection was opened with. */
  Type.Object({
    action: Type.Literal('authenticate'),
    request,
    token: Type.String({ minLength: 1, maxLength: 8_192 }),
  }),
  Type.Object({
    action: Type.Literal('acknowledge'),
    request,
    fingerprint: Type.String(),
    ...AcknowledgeRequest.properties,
  }),
])
export type ClientMessage = Readonly<Static<typeof ClientMessage>>
