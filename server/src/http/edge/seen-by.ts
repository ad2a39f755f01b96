import type { FastifyRequest } from 'fastify'
import type { View } from '../../core/view.ts'
import type { AppParts } from './parts.ts'

/** The alerts as whoever asks sees them: the one way from a route to an alert. */
export function seenBy({ core }: Pick<AppParts, 'core'>, { principal }: FastifyRequest): View {
  return core.seenBy(principal.scope)
}
