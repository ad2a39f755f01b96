import type { FastifyReply, FastifyRequest } from 'fastify'
import { stepBudget } from '../../ground/budgeted.ts'
import { networkOf } from '../../ground/network-of.ts'
import type { Pace } from '../../ground/pace.ts'
import type { Steps } from '../../ground/steps.ts'
import type { AppParts } from './parts.ts'

/** Whose turn it is: the principal's, else the address's. */
export function askerOf(request: Pick<FastifyRequest, 'principal' | 'address'>): string {
  return request.principal.name ?? networkOf(request.address)
}

/** Does what reading a request takes, which is refused to nobody, in turns with what others ask. */
export function inTurns<T>(
  { shares }: Pick<AppParts, 'shares'>,
  request: Pick<FastifyRequest, 'principal' | 'address'>,
  steps: Steps<T>,
): T | Promise<T> {
  return shares.turns.through(askerOf(request), steps)
}

/** The pace of one request; its work ends when nobody waits for the answer any more. */
export function paceOf(
  { shares, settings }: Pick<AppParts, 'shares' | 'settings'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Pace {
  const who = askerOf(request)
  const isWanted = (): boolean => !reply.raw.destroyed
  return {
    budget: stepBudget(settings.limits.expression_steps),
    run: (begin) => shares.turns.run(who, begin, isWanted),
    readLog: (read) => shares.log.run(who, read),
    readPast: (read) => shares.past.run(who, read),
  }
}
