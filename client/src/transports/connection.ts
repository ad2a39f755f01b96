import { isReadableOnTheWay, type StreamFilter } from '@watchfloor/contract'
import type { Lost } from '../core/messages.ts'
import type { Tuning } from '../core/tuning.ts'
import { type AskCredential, NoCredential, type Wanted } from '../platform/credential.ts'
import type { FetchInit, FetchResponse, Platform } from '../platform/platform.ts'
import { fromError, fromStatus } from './failure.ts'
import { TokenNeedsTls } from './secrecy.ts'

/** What every request to one server shares. */
export interface Connection extends Platform {
  readonly base: URL
  readonly credential: AskCredential
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
 * A request with the credential of the moment, or a rejection where there is none or it could be read on the way. One
 * that the server refuses is asked for once more; where it is still the same, that was the answer. Redirects are never
 * followed, so that a sign-in page is not taken for the server.
 */
export async function send(to: Connection, url: string, init: FetchInit): Promise<FetchResponse> {
  const attempt = (token: string | undefined): Promise<FetchResponse> =>
    to.fetch(url, {
      ...init,
      headers: { ...init.headers, ...authorization(to, token) },
      cache: 'no-store',
      redirect: 'manual',
    })
  const token = await tokenFor(to, { to: 'ask' })
  const response = await attempt(token)
  if (response.status !== 401) return response
  const answer = await to.credential({ to: 'replace', token })
  if (answer.ok && answer.token === token) return response
  response.body
    ?.getReader()
    .cancel()
    .catch(() => undefined)
  if (!answer.ok) throw new NoCredential(answer)
  return attempt(answer.token)
}

/** The host's token; rejects with `NoCredential` when it has none. */
export async function tokenFor(to: Connection, wanted: Wanted): Promise<string | undefined> {
  const answer = await to.credential(wanted)
  if (!answer.ok) throw new NoCredential(answer)
  return answer.token
}

/** The header of a token; nothing without one. Throws where it could be read on the way. */
export function authorization(
  to: Pick<Connection, 'base'>,
  token: string | undefined,
): Record<string, string> {
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
