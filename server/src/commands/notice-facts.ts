import { firstSeen, type NoticeFacts, type Silence } from '@watchfloor/contract'

/** What every notification says of the silence that it is about. */
export function factsOf({ created_by, comment, ends_at }: Silence): NoticeFacts {
  const by = firstSeen(created_by)
  return { ...(by !== undefined && { by }), comment, ends_at }
}
