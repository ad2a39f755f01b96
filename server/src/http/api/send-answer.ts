import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import { sendError } from '../edge/errors.ts'

const STATUS = { not_found: 404, conflict: 409, invalid: 400, store: 503 } as const

/** What came of a command: its value, for the 200, or a refusal that was sent. */
export function sendAnswer<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CommandAnswer<T>,
): T | FastifyReply {
  return answer.ok ? answer.value : sendRefusal(request, reply, answer)
}

export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { reason, message }: Extract<CommandAnswer<unknown>, { readonly ok: false }>,
): FastifyReply {
  return sendError(request, reply, { status: STATUS[reason], message, from: 'handler' })
}
