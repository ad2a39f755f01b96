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
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>
}

export function failedSignIns(parts: Pick<AppParts, 'clock' | 'signIns'>, kind: string): FailedSignIns {
  const attempts = sharedAttempts(parts, { kind, allowed: ALLOWED, waiting: 'counts' })
  return {
    refuse: async (request, reply) => {
      const network = networkOf(request.address)
      const seconds = await attempts.count(network)
      if (seconds === 0) return undefined
      reply.header('retry-after', String(seconds))
      const message = `this is not good either, after too many others from ${network}; try again in ${seconds} s`
      return sendJson<ApiError>(reply, 429, errorOf(request, 'too_many_requests', message))
    },
  }
}

/** Attempts that all servers of a store count together. */
export interface SharedAttempts {
  /** Counts one; answers after how many seconds there will be one again, 0 where this one was free. */
  readonly count: (who: string) => Promise<number>
}

/**
 * Each server counts for itself first, so that whoever tries and tries costs the store no more than is free; then all
 * of them together, as far as the store answers.
 */
export function sharedAttempts(
  { clock, signIns }: Pick<AppParts, 'clock' | 'signIns'>,
  {
    kind,
    allowed,
    waiting,
  }: {
    readonly kind: string
    readonly allowed: number
    /** Does it count what somebody tries who is to wait? Then they wait longer. */
    readonly waiting: 'counts' | 'is free'
  },
): SharedAttempts {
  const { monotonic } = clock
  const own = new FailedAttempts({ allowed, remembered: REMEMBERED, monotonic })
  return {
    count: async (who) => {
      const seconds = own.secondsOver(who)
      if (seconds === 0 || waiting === 'counts') own.failed(who)
      if (seconds > 0 || signIns === undefined) return seconds
      const left = await signIns.attempt(kind, who, allowed).catch(() => allowed)
      return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / allowed)
    },
  }
}
