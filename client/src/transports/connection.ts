import { isReadableOnTheWay, type StreamFilter } from '@watchfloor/contract'
import type { Lost } from '../core/messages.ts'
import type { Tuning } from '../core/tuning.ts'
import type { FetchInit, FetchResponse, Platform } from '../platform/platform.ts'
import { fromError, fromStatus } from './failure.ts'
import { TokenNeedsTls } from './secrecy.ts'

/** What every request to one server shares. */
export interface Connection extends Platform {
  readonly base: URL
  /** The token of the moment. */
  readonly token: () => string | undefined
  readonly filter: StreamFilter | undefined
  readonly tuning: Tuning
}

export type Answer =
  | { readonly response: FetchResponse; readonly lost?: never }
  | { readonly lost: Lost; readonly response?: never }

/** One request that must be answered with 200. Never throws: a failure is a value. */
export async function ask(to: Connection, url: string, accept: string, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await send(to, url, { headers: { accept }, signal })
    if (response.status === 200) return { response }
    return { lost: fromStatus(response, await readError(response, signal), to.clock.now()) }
  } catch (error) {
    return { lost: fromError(error) }
  }
}

/**
 * A request with the token of the moment, or a rejection where that could be read on the way. Redirects are never
 * followed, so that a sign-in page is not taken for the server.
 */
export async function send(to: Connection, url: string, init: FetchInit): Promise<FetchResponse> {
  const headers = { ...init.headers, ...authorization(to) }
  return to.fetch(url, { ...init, headers, cache: 'no-store', redirect: 'manual' })
}

/** The header of the token; nothing without one. Throws where it could be read on the way. */
export function authorization(to: Connection): Record<string, string> {
  const token = to.token()
  if (token === undefined) return {}
  if (isReadableOnTheWay(to.base)) throw new TokenNeedsTls(to.base)
  return { authorization: `Bearer ${token}` }
}

/** The largest answer that is read, bytes: some 100,000 alerts. What is larger must not fill the memory. */
export const LARGEST_ANSWER = 64 * 1024 * 1024
/** An error is a sentence; of a longer one only the beginning is read. */
const LARGEST_ERROR = 64 * 1024

/**
 * Reads a body as text, telling of each piece, so that a slow answer is not taken for none. Throws as reading does, and
 * when the body is larger than `largest`.
 */
export async function readText(
  response: FetchResponse,
  signal: AbortSignal,
  progress: () => void,
  largest = LARGEST_ANSWER,
): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (signal.aborted) return text
    if (done) return text + decoder.decode()
    bytes += value?.byteLength ?? 0
    if (bytes > largest) {
      // Whoever sends that much is not waited for.
      reader.cancel().catch(() => undefined)
      throw new Error(`the answer is larger than ${largest} bytes`)
    }
    text += decoder.decode(value, { stream: true })
    progress()
  }
}

/** The text of an error, as much of it as a person would read. */
async function readError(response: FetchResponse, signal: AbortSignal): Promise<string> {
  return readText(response, signal, () => undefined, LARGEST_ERROR).catch(() => '')
}
