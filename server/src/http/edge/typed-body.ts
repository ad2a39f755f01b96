import type { Parsed } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendInvalid } from './answers.ts'
import { readJson } from './body.ts'

/**
 * The body as our own API has it; undefined when it is wrong and was answered. `what` names it in messages; `absent` is
 * what an empty one stands for.
 */
export function readBodyAs<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  what: string,
  parse: (value: unknown) => Parsed<T>,
  absent?: unknown,
): T | undefined {
  const body = readJson(request, reply, what)
  if (body.kind === 'answered') return undefined
  const parsed = parse(body.kind === 'json' ? body.value : absent)
  if (parsed.ok) return parsed.value
  sendInvalid(request, reply, parsed.error)
  return undefined
}
