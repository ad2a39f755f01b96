import Type, { type Static } from 'typebox'

/** What became of the alerts of one message; the accepted ones are on disk. */
export const AlertsTaken = Type.Object({
  accepted: Type.Integer({ minimum: 0 }),
  rejected: Type.ReadonlyObject(Type.Array(Type.String()), {
    description: 'Why alerts were not taken: a reason for each of the first twenty.',
  }),
  rejected_count: Type.Integer({ minimum: 0, description: 'Alerts that were not taken.' }),
})
export type AlertsTaken = Readonly<Static<typeof AlertsTaken>>

/** The same of a message that its sender may have cut short. */
export const WebhookTaken = Type.Object({
  ...AlertsTaken.properties,
  truncated: Type.Integer({ minimum: 0, description: 'Alerts that the message left out.' }),
})
export type WebhookTaken = Readonly<Static<typeof WebhookTaken>>
