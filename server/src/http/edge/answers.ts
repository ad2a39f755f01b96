import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import { sendError } from './errors.ts'

type Refused = Omit<Extract<CommandAnswer<unknown>, { readonly ok: false }>, 'ok'>

/** The status of each reason for which something is refused. */
const STATUS: Readonly<Record<Refused['reason'], number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
}

/** What came of a command: its value, for the 200, or a refusal that was sent. */
export function sendAnswer<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CommandAnswer<T>,
): T | FastifyReply {
  return answer.ok ? answer.value : sendRefused(request, reply, answer)
}

/** Why something was not done. Alertmanager has no status for a conflict: there it is a request that is wrong. */
export function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  { reason, message }: Refused,
): FastifyReply {
  const isTheirs = request.routeOptions.config.errors === 'alertmanager'
  const status = STATUS[isTheirs && reason === 'conflict' ? 'invalid' : reason]
  return sendError(request, reply, { status, message, from: 'handler' })
}

/** The request was understood, and cannot mean anything. */
export function sendInvalid(request: FastifyRequest, reply: FastifyReply, message: string): FastifyReply {
  return sendRefused(request, reply, { reason: 'invalid', message })
}
