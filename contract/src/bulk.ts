import Type, { type Static } from 'typebox'
import { ResolveRequest } from './resolve-request.ts'
import { AcknowledgeRequest, UnacknowledgeRequest } from './subscription.ts'

/** Alerts of one request: as many as a board holds on a very bad day. */
export const MOST_IN_BULK = 10_000

const many = {
  alerts: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        fingerprint: Type.String({ minLength: 1, maxLength: 64 }),
        life: Type.Optional(
          Type.String({ description: 'The life it is meant for; another one is left alone.' }),
        ),
      }),
    ),
    {
      minItems: 1,
      maxItems: MOST_IN_BULK,
      description: 'In the order in which they are done: what matters most first.',
    },
  ),
  id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'A name of your choice, by which it can be stopped while it is under way.',
    }),
  ),
}

/** `POST /api/v2/alerts/bulk/acknowledge`: takes many alerts, all on the same terms. */
export const AcknowledgeManyRequest = Type.Object({
  ...Type.Omit(AcknowledgeRequest, ['life']).properties,
  ...many,
})
export type AcknowledgeManyRequest = Readonly<Static<typeof AcknowledgeManyRequest>>

/** `DELETE` of the same: gives many back. */
export const UnacknowledgeManyRequest = Type.Object({
  ...Type.Omit(UnacknowledgeRequest, ['life']).properties,
  ...many,
})
export type UnacknowledgeManyRequest = Readonly<Static<typeof UnacknowledgeManyRequest>>

/** `POST /api/v2/alerts/bulk/resolve`: ends many by hand. */
export const ResolveManyRequest = Type.Object({
  ...Type.Omit(ResolveRequest, ['life']).properties,
  ...many,
})
export type ResolveManyRequest = Readonly<Static<typeof ResolveManyRequest>>

/** `POST /api/v2/alerts/bulk/stop` */
export const StopBulkRequest = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64, description: 'The name that the request was given.' }),
})

/** Why one of many was left as it is. */
export const LateAlert = Type.Object({
  fingerprint: Type.String(),
  why: Type.Union(
    [Type.Literal('over'), Type.Literal('held'), Type.Literal('reported'), Type.Literal('not_found')],
    {
      description:
        '`over`: that life has ended. `held`: somebody else has it. `reported`: somebody still reports it, and that it is to end all the same was not confirmed. `not_found`: no such alert is known.',
    },
  ),
  by: Type.Optional(Type.String({ description: 'Who has one that is `held`.' })),
})
export type LateAlert = Readonly<Static<typeof LateAlert>>

export const BulkAlertsAnswer = Type.Object({
  done: Type.Integer({ minimum: 0 }),
  reached: Type.Integer({
    minimum: 0,
    description:
      'So many of those that were asked for, from the first, were looked at: all, unless it stopped.',
  }),
  late: Type.ReadonlyObject(Type.Array(LateAlert), {
    description: 'Of those that were reached, the ones that were left as they are; all others were done.',
  }),
  stopped: Type.Optional(
    Type.Object(
      {
        why: Type.Union([Type.Literal('asked'), Type.Literal('store')]),
        message: Type.Optional(Type.String()),
      },
      { description: 'Why it ended before the last: it was asked to, or the store cannot be written.' },
    ),
  ),
})
export type BulkAlertsAnswer = Readonly<Static<typeof BulkAlertsAnswer>>
