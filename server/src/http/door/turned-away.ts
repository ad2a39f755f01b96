import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiError, PathError } from '@watchfloor/contract'
import { type Denial, denialHeaders, endUpgrade } from '../../stream/admission/denial.ts'

/** Answers a request before it comes to any route. */
export function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  denial: Denial,
  headers: OutgoingHttpHeaders,
): void {
  const body = bodyOf(denial, request.url)
  // What is left of a body that nobody reads must not be taken for the next request.
  const more = { connection: 'close', 'content-length': Buffer.byteLength(body) }
  response.writeHead(denial.status, { ...headers, ...headersOf(denial), ...more }).end(body)
}

/** The same where there is no response: an upgrade, or bytes that are no request. */
export function turnAwaySocket(
  request: IncomingMessage | undefined,
  socket: Duplex,
  denial: Denial,
  headers: OutgoingHttpHeaders,
): void {
  const body = bodyOf(denial, request?.url)
  endUpgrade(socket, denial.status, { ...headers, ...headersOf(denial) }, body)
}

/** Alertmanager's own paths: their clients read an error of a handler as a bare JSON text. */
const THEIRS = /^\/api\/v2\/(alerts(\/groups)?|silences|silence\/[^/?]+|receivers|status)\/?(\?|$)/
const OURS = /^\/(api\/v2|ws|health|healthz|readyz|metrics)(\/|\?|$)/

/**
 * A server that is not there yet answers in the shape of the path. A request that is wrong in itself, whatever it is
 * for, and a path that is nobody's, get both shapes in one.
 */
function bodyOf({ status, code, message }: Denial, url = ''): string {
  const own: ApiError = { error: { code, message } }
  if (status === 503 && THEIRS.test(url)) return JSON.stringify(message)
  if (status === 503 && OURS.test(url)) return JSON.stringify(own)
  const body: PathError = { code: status, message, ...own }
  return JSON.stringify(body)
}

function headersOf(denial: Denial): OutgoingHttpHeaders {
  return { ...denialHeaders(denial), 'cache-control': 'no-store' }
}
