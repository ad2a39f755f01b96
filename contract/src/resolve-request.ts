import Type, { type Static } from 'typebox'
import { AcknowledgeRequest } from './subscription.ts'

/** Ends the life of an unconfirmed alert by hand (S5): whose word it is, for which life, and why. */
export const ResolveRequest = Type.Pick(AcknowledgeRequest, ['life', 'name', 'note'])
export type ResolveRequest = Readonly<Static<typeof ResolveRequest>>
