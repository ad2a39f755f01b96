import Type, { type Static } from 'typebox'
import { AcknowledgeRequest } from './subscription.ts'

/** Ends the life of an alert by hand (S5): whose word it is, for which life, and why. */
export const ResolveRequest = Type.Object({
  ...Type.Pick(AcknowledgeRequest, ['life', 'name', 'note']).properties,
  confirm: Type.Optional(
    Type.Boolean({
      description: 'It is meant although somebody still reports it: the next report opens it again.',
    }),
  ),
})
export type ResolveRequest = Readonly<Static<typeof ResolveRequest>>
