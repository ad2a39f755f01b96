import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PathError } from '@watchfloor/contract'
import { type Denial, denialHeaders, endUpgrade, errorIn } from '../../stream/admission/denial.ts'

/** It is somewhere else. */
export interface Redirect {
  readonly status: 301 | 302 | 307
  readonly location: string
}

/** Answers a request before it comes to any route. */
export function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  denial: Denial | Redirect,
  headers: OutgoingHttpHeaders,
): void {
  const body = bodyOf(denial, headers, request.url)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const more = {
    // What is left of a body that nobody reads must not be taken for the next request.
    ...((!isRead || !('location' in denial)) && { connection: 'close' }),
    'content-length': Buffer.byteLength(body),
  }
  response.writeHead(denial.status, { ...headers, ...headersOf(denial), ...more }).end(body)
}

/** The same where there is no response: an upgrade, or bytes that are no request. */
export function turnAwaySocket(
  request: IncomingMessage | undefined,
  socket: Duplex,
  denial: Denial | Redirect,
  headers: OutgoingHttpHeaders,
): void {
  const body = bodyOf(denial, headers, request?.url)
  endUpgrade(socket, denial.status, { ...headers, ...headersOf(denial) }, body)
}

/** Alertmanager's own paths: their clients read an error of a handler as a bare JSON text. */
const THEIRS = /^\/api\/v2\/(alerts(\/groups)?|silences|silence\/[^/?]+|receivers|status)\/?(\?|$)/
const OURS = /^\/(api\/v2|ws|health|healthz|readyz|metrics)(\/|\?|$)/

/**
 * A server that is not there yet answers in the shape of the path. A request that is wrong in itself, whatever it is
 * for, and a path that is nobody's, get both shapes in one.
 */
function bodyOf(denial: Denial | Redirect, headers: OutgoingHttpHeaders, url = ''): string {
  if ('location' in denial) return ''
  const { status, message } = denial
  const own = errorIn(denial, headers)
  if (status === 503 && THEIRS.test(url)) return JSON.stringify(message)
  if (status === 503 && OURS.test(url)) return JSON.stringify(own)
  const body: PathError = { code: status, message, ...own }
  return JSON.stringify(body)
}

function headersOf(denial: Denial | Redirect): OutgoingHttpHeaders {
  const own = 'location' in denial ? { location: denial.location } : denialHeaders(denial)
  return { ...own, 'cache-control': 'no-store' }
}
