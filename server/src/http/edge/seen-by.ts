import type { FastifyRequest } from 'fastify'
import type { SeenActs, View } from '../../core/view.ts'
import { actorIn } from './audited.ts'
import type { AppParts } from './parts.ts'

/** The alerts as whoever asks sees them: the one way from a route to an alert. */
export function seenBy({ core }: Pick<AppParts, 'core'>, { principal }: FastifyRequest): Seen {
  return core.seenBy(principal.scope)
}

/** What whoever asks may look at; to act, they have to be named. */
export type Seen = Omit<View, keyof SeenActs>

/** Does something with the alerts that whoever asks sees, in their name: the audit log has an entry of it. */
export function actsOf({ core }: Pick<AppParts, 'core'>, request: FastifyRequest): SeenActs {
  return core.seenBy(request.principal.scope).by(actorIn(request))
}
