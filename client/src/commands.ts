import { type AcknowledgeRequest, Alert, parser, type ResolveRequest } from '@watchfloor/contract'
import type { Broken } from './core/freshness.ts'
import type { FetchResponse } from './platform/platform.ts'
import type { Reason, Refusal, Request, Result } from './result.ts'
import { type Connection, readText, send } from './transports/connection.ts'
import { endpoint } from './transports/endpoints.ts'
import { errorMessage, fromError, readError } from './transports/failure.ts'
import { parseRetryAfter } from './transports/retry-after.ts'

const parseAlert = parser(Alert)

/** Takes the alert, so that everybody sees who has it (S9). */
export function acknowledge(
  to: Connection,
  fingerprint: string,
  body: AcknowledgeRequest,
  stopped: AbortSignal,
): Promise<Result<Alert>> {
  return request(
    to,
    { method: 'POST', path: acknowledgementOf(fingerprint), body, parse: parseAlert },
    stopped,
  )
}

/** Gives it back. */
export function unacknowledge(
  to: Connection,
  fingerprint: string,
  body: Pick<AcknowledgeRequest, 'life' | 'name'>,
  stopped: AbortSignal,
): Promise<Result<Alert>> {
  return request(
    to,
    { method: 'DELETE', path: acknowledgementOf(fingerprint), body, parse: parseAlert },
    stopped,
  )
}

/** Ends an unconfirmed alert by hand (S5). */
export function resolve(
  to: Connection,
  fingerprint: string,
  body: ResolveRequest,
  stopped: AbortSignal,
): Promise<Result<Alert>> {
  const path = `/api/v2/alerts/${encodeURIComponent(fingerprint)}/resolve`
  return request(to, { method: 'POST', path, body, parse: parseAlert }, stopped)
}

/** One request and what came of it. Never throws; it is not repeated, since only the caller knows whether it may be. */
export async function request<T>(to: Connection, what: Request<T>, stopped: AbortSignal): Promise<Result<T>> {
  const { method = 'GET', path, body } = what
  if (stopped.aborted) return STOPPED
  const late = new AbortController()
  const cancel = to.timers.after(to.tuning.request_limit, () => late.abort())
  const signal = AbortSignal.any([stopped, late.signal])
  const init = {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  }
  try {
    const response = await send(to, endpoint(to.base, path), init)
    const text = await readText(response, signal, () => undefined)
    if (response.status >= 200 && response.status < 300) return read(text, what)
    return refused(response, text, to.clock.now())
  } catch (error) {
    if (stopped.aborted) return STOPPED
    if (late.signal.aborted) {
      const message = `no answer to ${method} ${path} in time`
      return { ok: false, reason: 'no_answer', message, hop: 'timeout' }
    }
    return unreached(error)
  } finally {
    cancel()
  }
}

const STOPPED: Refusal = { ok: false, reason: 'stopped', message: 'the client was stopped' }

function acknowledgementOf(fingerprint: string): string {
  return `/api/v2/alerts/${encodeURIComponent(fingerprint)}/acknowledge`
}

function read<T>(text: string, { path, parse }: Request<T>): Result<T> {
  let value: unknown
  try {
    value = text === '' ? undefined : JSON.parse(text)
  } catch {
    return { ok: false, reason: 'unreadable', message: `the answer from ${path} is not JSON` }
  }
  const parsed = parse(value)
  if (parsed.ok) return parsed
  return { ok: false, reason: 'unreadable', message: `the answer from ${path} does not fit: ${parsed.error}` }
}

/** A request that broke off may have arrived, unless it is known that nobody was there to take it. */
function unreached(error: unknown): Refusal {
  const lost = fromError(error)
  if (lost.how === 'signed_out') return { ok: false, reason: 'signed_out', message: lost.detail }
  if (lost.how !== 'broken') return { ok: false, reason: 'no_answer', message: lost.detail }
  const { hop, detail } = lost
  return { ok: false, reason: UNSENT.has(hop) ? 'unreachable' : 'no_answer', message: detail, hop }
}

const UNSENT: ReadonlySet<Broken> = new Set<Broken>(['no_network', 'dns', 'refused', 'tls', 'unencrypted'])

const REASONS: Readonly<Record<number, Reason>> = {
  401: 'signed_out',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'busy',
  503: 'busy',
}

function refused(response: FetchResponse, text: string, wall: number): Refusal {
  const { status } = response
  const wait = parseRetryAfter(response.headers, wall)
  const code = readError(text)?.code
  return {
    ok: false,
    reason: REASONS[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'server_error'),
    message: `${errorMessage(text) || 'no reason given'} (HTTP ${status})`,
    ...(code !== undefined && { code }),
    ...(wait !== null && { retry_after_ms: wait }),
  }
}
