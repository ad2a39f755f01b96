import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Refused } from './gate.ts'

/** The body of our own API's errors. */
export function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } })
}

export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(errorBody(code, message))
}

export function sendRefusal(reply: FastifyReply, refused: Refused): FastifyReply {
  if (refused.retryAfterSeconds !== undefined) reply.header('retry-after', refused.retryAfterSeconds)
  if (refused.status === 401) reply.header('www-authenticate', 'Bearer')
  return sendError(reply, refused.status, refused.code, refused.message)
}

/** Answers an upgrade that does not take place, and ends its socket. */
export function refuseUpgrade(
  socket: Duplex,
  refused: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly retryAfterSeconds?: number
  },
): void {
  const body = errorBody(refused.code, refused.message)
  const head = [
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  if (refused.retryAfterSeconds !== undefined) head.push(`Retry-After: ${refused.retryAfterSeconds}`)
  if (refused.status === 401) head.push('WWW-Authenticate: Bearer')
  // A peer that has gone away already is no concern of ours.
  socket.once('error', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
