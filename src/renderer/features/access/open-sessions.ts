import { ROLES, Timestamp } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'

/** Somebody who is signed in: in a browser, or at a desk. */
const OpenSessionShape = Type.Object({
  id: Type.String(),
  device: Type.Enum(['browser', 'desk']),
  name: Type.String(),
  role: Type.Enum(ROLES),
  scope: Type.Union([Type.Record(Type.String(), Type.Array(Type.String())), Type.Null()]),
  subject: Type.String(),
  address: Type.String(),
  opened_at: Timestamp,
  expires_at: Timestamp,
  is_own: Type.Boolean(),
})
export type OpenSession = Readonly<Static<typeof OpenSessionShape>>

/** `GET /api/v2/sessions`. */
export const OpenSessionsShape = Type.Object({
  sessions: Type.ReadonlyObject(Type.Array(OpenSessionShape)),
})
export type OpenSessions = Readonly<Static<typeof OpenSessionsShape>>
