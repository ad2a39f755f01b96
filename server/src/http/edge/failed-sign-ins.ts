import type { ApiError } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FailedAttempts } from '../../access/failed-attempts.ts'
import { networkOf } from '../../ground/network-of.ts'
import { errorOf } from './errors.ts'
import type { AppParts } from './parts.ts'
import { sendJson } from './send.ts'

/** Failures of one network at once, and in a minute, before it is told to wait. */
const ALLOWED = 20
const REMEMBERED = 10_000

/**
 * What is tried in vain with secrets that come in a body. What is tried is judged first, which costs a hash, and only
 * what was not good is counted: so whoever is good comes in, whatever others of their network try.
 */
export interface FailedSignIns {
  /** Counts one; answers 429 where there are too many, else undefined: then the door answers itself. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined
}

export function failedSignIns({ clock }: Pick<AppParts, 'clock'>): FailedSignIns {
  const { monotonic } = clock
  const attempts = new FailedAttempts({ allowed: ALLOWED, remembered: REMEMBERED, monotonic })
  return {
    refuse: (request, reply) => {
      const network = networkOf(request.address)
      const seconds = attempts.secondsOver(network)
      attempts.failed(network)
      if (seconds === 0) return undefined
      reply.header('retry-after', String(seconds))
      const message = `this is not good either, after too many others from ${network}; try again in ${seconds} s`
      return sendJson<ApiError>(reply, 429, errorOf(request, 'too_many_requests', message))
    },
  }
}
