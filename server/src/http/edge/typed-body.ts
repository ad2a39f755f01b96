import type { Parsed } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendInvalid } from './answers.ts'
import { readJson } from './body.ts'
import type { AppParts } from './parts.ts'

/**
 * The body as our own API has it; undefined when it is wrong and was answered. `what` names it in messages; `absent` is
 * what an empty one stands for.
 */
export async function readBodyAs<T>(
  parts: Pick<AppParts, 'shares'>,
  request: FastifyRequest,
  reply: FastifyReply,
  what: string,
  parse: (value: unknown) => Parsed<T>,
  absent?: unknown,
): Promise<T | undefined> {
  const body = await readJson(parts, request, reply, what)
  if (body.kind === 'answered') return undefined
  const parsed = parse(body.kind === 'json' ? body.value : absent)
  if (parsed.ok) return parsed.value
  sendInvalid(request, reply, parsed.error)
  return undefined
}
