import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** Why a request gets no stream. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly retryAfterSeconds?: number
}

/** Answers without a stream, where there is a response. */
export function refuse(response: ServerResponse, refusal: Refusal, headers: OutgoingHttpHeaders): void {
  response.writeHead(refusal.status, { ...headers, ...headersOf(refusal) })
  response.end(bodyOf(refusal))
}

/** The same inside the framework. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.code(refusal.status).headers(headersOf(refusal)).send(bodyOf(refusal))
}

export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return sendRefusal(reply, { status, code, message })
}

/** Answers an upgrade that does not take place, and ends its socket. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = bodyOf(refusal)
  const headers = { connection: 'close', 'content-length': Buffer.byteLength(body), ...headersOf(refusal) }
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  // A peer that has gone away already is no concern of ours.
  socket.once('error', () => socket.destroy())
  // Unread, its end would never be noticed, and the connection would stay half open.
  socket.resume()
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** The body of our own API's errors. */
function bodyOf({ code, message }: Refusal): string {
  return JSON.stringify({ error: { code, message } })
}

function headersOf({ status, retryAfterSeconds }: Refusal): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  }
}
