import { readFile } from 'node:fs/promises'
import type { Cause } from './causes.ts'
import { readTheirSilence, readTheirSilences, type TheirSilence } from './their-silence.ts'
import type { Upstream } from './upstream.ts'

/**
 * What came of a request. `refused`: it will be refused again as it is (400, 422); `unreachable`: anything that may
 * pass, also a wrong password or a page that is no Alertmanager's.
 */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'refused' | 'unreachable'; readonly message: string }

/** An Alertmanager's silences over HTTP. `cause` is the request because of which it is asked. */
export interface UpstreamClient {
  /** Undefined when the list is the same as the last time. */
  readonly list: () => Promise<Asked<readonly TheirSilence[] | undefined>>
  /** Undefined when it is not there. */
  readonly get: (id: string, cause?: Cause) => Promise<Asked<TheirSilence | undefined>>
  /** Answers the id. */
  readonly post: (body: object, cause?: Cause) => Promise<Asked<string>>
  /** One that is not there has ended. */
  readonly end: (id: string, cause?: Cause) => Promise<Asked<void>>
  readonly close: () => void
}

/** Some hundred thousand silences; what is larger is no Alertmanager's. */
const MOST_BYTES = 128 * 1_048_576

interface Asking {
  readonly body?: object
  readonly cause?: Cause | undefined
  readonly headers?: Readonly<Record<string, string>>
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly etag: string | null
}

export function createUpstreamClient(upstream: Upstream, fetchIt: typeof fetch = fetch): UpstreamClient {
  const closing = new AbortController()
  let last: { readonly text: string; readonly etag: string | null } | undefined

  const ask = async (
    method: string,
    path: string,
    { body, cause, headers = {} }: Asking = {},
  ): Promise<Asked<Answer>> => {
    try {
      const response = await fetchIt(`${upstream.url}/api/v2${path}`, {
        method,
        redirect: 'error',
        headers: {
          ...headers,
          ...(await authorization(upstream)),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(cause === undefined ? {} : { 'x-request-id': cause.request }),
          ...(cause?.trace === undefined ? {} : { traceparent: cause.trace }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(upstream.timeout)]),
      })
      const text = await readText(response)
      if (text === undefined) return unreachable(`its answer is larger than ${MOST_BYTES / 1_048_576} MiB`)
      return { ok: true, value: { status: response.status, text, etag: response.headers.get('etag') } }
    } catch (error) {
      return unreachable(reasonOf(error, upstream))
    }
  }

  return {
    list: async () => {
      const known = last?.etag == null ? {} : { 'if-none-match': last.etag }
      const asked = await ask('GET', '/silences', { headers: known })
      if (!asked.ok) return asked
      const { status, text, etag } = asked.value
      if (status === 304 || (status === 200 && text === last?.text)) return { ok: true, value: undefined }
      if (status !== 200) return unreachable(answered('GET /silences', asked.value))
      const silences = readTheirSilences(json(text))
      if (typeof silences === 'string') return unreachable(silences)
      last = { text, etag }
      return { ok: true, value: silences }
    },
    get: async (id, cause) => {
      const asked = await ask('GET', `/silence/${encodeURIComponent(id)}`, { cause })
      if (!asked.ok) return asked
      if (asked.value.status === 404) return { ok: true, value: undefined }
      if (asked.value.status !== 200) return unreachable(answered('GET /silence', asked.value))
      const silence = readTheirSilence(json(asked.value.text))
      return typeof silence === 'string' ? unreachable(silence) : { ok: true, value: silence }
    },
    post: async (body, cause) => {
      const asked = await ask('POST', '/silences', { body, cause })
      if (!asked.ok) return asked
      const { status, text } = asked.value
      if (status !== 200) return refusedOrNot('POST /silences', asked.value)
      const answer = json(text)
      const id = (answer as { silenceID?: unknown } | null)?.silenceID
      return typeof id === 'string' ? { ok: true, value: id } : unreachable('it answered no silence id')
    },
    end: async (id, cause) => {
      const asked = await ask('DELETE', `/silence/${encodeURIComponent(id)}`, { cause })
      if (!asked.ok) return asked
      const { status, text } = asked.value
      // Alertmanager up to 0.25 says 500 for a silence that it does not know.
      const isGone = status === 404 || (status === 500 && text.includes('not found'))
      return status === 200 || isGone
        ? { ok: true, value: undefined }
        : refusedOrNot('DELETE /silence', asked.value)
    },
    close: () => closing.abort(),
  }
}

/** The whole body; undefined when it is too large. */
async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refusedOrNot(what: string, answer: Answer): Asked<never> {
  const isRefused = answer.status === 400 || answer.status === 422
  return { ok: false, reason: isRefused ? 'refused' : 'unreachable', message: answered(what, answer) }
}

function answered(what: string, { status, text }: Answer): string {
  const hint = status === 401 || status === 403 ? '; check its credentials' : ''
  return `${what} was answered with ${status}: ${text.trim().slice(0, 200)}${hint}`
}

function unreachable(message: string): Asked<never> {
  return { ok: false, reason: 'unreachable', message }
}

function json(text: string): unknown {
  try {
    // The cast only names what JSON.parse gives; the readers check it.
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

async function authorization({ credentials }: Upstream): Promise<{ readonly authorization?: string }> {
  if (credentials.kind === 'none') return {}
  const secret = (await readFile(credentials.file, 'utf8')).trim()
  if (credentials.kind === 'bearer') return { authorization: `Bearer ${secret}` }
  const pair = Buffer.from(`${credentials.username}:${secret}`).toString('base64')
  return { authorization: `Basic ${pair}` }
}

/** What Node says of a failed request stands in the error's cause. */
function reasonOf(error: unknown, { timeout }: Upstream): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  const { cause } = error
  const inner = cause instanceof Error ? cause.message || (cause as { code?: string }).code : undefined
  return inner ? `${error.message}: ${inner}` : error.message
}
