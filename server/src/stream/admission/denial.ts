import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiError, ErrorCode } from '@watchfloor/contract'
import type { FastifyReply } from 'fastify'

/** Why a request gets nothing: no way in, or no stream. */
export interface Denial {
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
  readonly retryAfterSeconds?: number
  /** The methods that there are. */
  readonly allow?: string
}

/** Answers without a stream, where there is a response. */
export function deny(response: ServerResponse, denial: Denial, headers: OutgoingHttpHeaders): void {
  response.writeHead(denial.status, { ...headers, ...denialHeaders(denial) })
  response.end(bodyOf(denial, headers))
}

/** The same inside the framework. */
export function sendDenial(reply: FastifyReply, denial: Denial): FastifyReply {
  return reply
    .code(denial.status)
    .headers(denialHeaders(denial))
    .send(bodyOf(denial, { 'x-request-id': reply.request.id }))
}

/** Answers an upgrade that does not take place, and ends its socket. */
export function denyUpgrade(socket: Duplex, denial: Denial, headers: OutgoingHttpHeaders): void {
  endUpgrade(socket, denial.status, { ...headers, ...denialHeaders(denial) }, bodyOf(denial, headers))
}

/** Writes a whole answer to a socket that has no response, and ends it. */
export function endUpgrade(socket: Duplex, status: number, headers: OutgoingHttpHeaders, body: string): void {
  const head = headOf(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  // A peer that has gone away already is no concern of ours.
  socket.once('error', () => socket.destroy())
  // Unread, its end would never be noticed, and the connection would stay half open.
  socket.resume()
  socket.end(head + body)
}

/** The head of an answer that is the last of its connection. */
export function headOf(status: number, headers: OutgoingHttpHeaders): string {
  const all = { ...headers, date: new Date().toUTCString(), connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`
}

/** The body of our own API's errors. */
function bodyOf(denial: Denial, headers: OutgoingHttpHeaders): string {
  return JSON.stringify(errorIn(denial, headers))
}

/** The error, which names the request as its headers do; bytes that are no request have no name. */
export function errorIn({ code, message }: Denial, { 'x-request-id': id }: OutgoingHttpHeaders): ApiError {
  return { error: { code, message, ...(typeof id === 'string' && { request_id: id }) } }
}

/** The headers that go with what it says. */
export function denialHeaders({ status, retryAfterSeconds, allow }: Denial): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(allow !== undefined && { allow }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  }
}
