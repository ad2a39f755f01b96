import type { Broken } from '../core/freshness.ts'
import type { Lost } from '../core/messages.ts'
import { NoCredential } from '../platform/credential.ts'
import type { FetchResponse } from '../platform/platform.ts'
import { parseRetryAfter } from './retry-after.ts'
import { TokenNeedsTls } from './secrecy.ts'

const HOPS: readonly (readonly [RegExp, Broken])[] = [
  [/ENOTFOUND|EAI_|ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION/, 'dns'],
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED/, 'refused'],
  [/ENETUNREACH|ENETDOWN|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/, 'no_network'],
  [/ETIMEDOUT|EHOSTUNREACH|TIMEOUT|TIMED_OUT|ERR_ADDRESS_UNREACHABLE/i, 'timeout'],
  [/CERT|ERR_TLS|ERR_SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/, 'tls'],
  [/redirect/i, 'portal'],
  // Our own limits say so.
  [/ is larger than \d+ bytes/, 'too_large'],
]

/**
 * Which hop a thrown error speaks of. Node says it in `cause.code`, Electron in `net::ERR_…`; browsers do not tell
 * pages, so theirs is `unreachable`.
 */
export function fromError(error: unknown): Lost {
  if (error instanceof NoCredential) return { how: 'signed_out', reason: error.reason, detail: error.message }
  if (error instanceof TokenNeedsTls) return { how: 'broken', hop: 'unencrypted', detail: error.message }
  const words = [...chain(error)].map(({ code, message }) => [code, message].filter(Boolean).join(' '))
  const text = words.join(': ')
  const hop = HOPS.find(([pattern]) => pattern.test(text))?.[1] ?? 'unreachable'
  return { how: 'broken', hop, detail: text === '' ? String(error) : text }
}

/** What an answer other than 200 means. `body` is its text, as far as it could be read. */
export function fromStatus(response: FetchResponse, body: string, wall: number): Lost {
  const { status } = response
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400) || status === 511) {
    const to = response.headers.get('location')
    return {
      how: 'broken',
      hop: 'portal',
      detail: `redirected${to === null ? '' : ` to ${to}`} (HTTP ${status})`,
    }
  }
  const retry_after_ms = parseRetryAfter(response.headers, wall)
  return { how: 'status', status, retry_after_ms, detail: `HTTP ${status}: ${errorMessage(body)}` }
}

/** A 200 that is not what Watchfloor would say: a sign-in page, or another program. */
export function notOurs(response: FetchResponse, detail: string): Lost {
  const type = response.headers.get('content-type') ?? ''
  return { how: 'broken', hop: type.startsWith('text/html') ? 'portal' : 'server_error', detail }
}

/** The message of our API's error, else the beginning of whatever came. */
export function errorMessage(body: string): string {
  return readError(body)?.message ?? body.slice(0, 200)
}

/** Our API's error in an answer's body; undefined when there is none. */
export function readError(body: string): { code?: string; message?: string } | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }
    return {
      ...(typeof error?.code === 'string' && { code: error.code }),
      ...(typeof error?.message === 'string' && { message: error.message }),
    }
  } catch {
    return undefined
  }
}

/** An error and its causes, outermost first, a few deep. */
function* chain(error: unknown): Iterable<{ code?: unknown; message?: unknown }> {
  let current = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    yield current
    const { cause, errors } = current as { cause?: unknown; errors?: readonly unknown[] }
    current = cause ?? errors?.[0]
  }
}
