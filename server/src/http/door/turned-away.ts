import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PathError } from '@watchfloor/contract'
import { type Denial, denialHeaders, endUpgrade } from '../../stream/admission/denial.ts'

/** Answers a request before it is known what it is for: the body has our error shape and Alertmanager's in one. */
export function turnAway(response: ServerResponse, denial: Denial, headers: OutgoingHttpHeaders): void {
  const body = bodyOf(denial)
  // What is left of a body that nobody reads must not be taken for the next request.
  const more = { connection: 'close', 'content-length': Buffer.byteLength(body) }
  response.writeHead(denial.status, { ...headers, ...headersOf(denial), ...more }).end(body)
}

/** The same where there is no response: an upgrade, or bytes that are no request. */
export function turnAwaySocket(socket: Duplex, denial: Denial, headers: OutgoingHttpHeaders): void {
  endUpgrade(socket, denial.status, { ...headers, ...headersOf(denial) }, bodyOf(denial))
}

function bodyOf({ status, code, message }: Denial): string {
  const body: PathError = { code: status, message, error: { code, message } }
  return JSON.stringify(body)
}

function headersOf(denial: Denial): OutgoingHttpHeaders {
  return { ...denialHeaders(denial), 'cache-control': 'no-store' }
}
