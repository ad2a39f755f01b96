import { seeded } from '../seeded.ts'
import { type ApiDescription, type HostileRequest, hostileRequests } from './hostile-requests.ts'

const CUT = /ECONNRESET|EPIPE|other side closed/

export interface StormResult {
  readonly requests: number
  /** How many answers had which status; 0: cut, as what is refused by its head may be before its body was sent. */
  readonly statuses: Readonly<Record<number, number>>
  /** Requests that the server took for a failure of its own. */
  readonly broken: readonly string[]
  /** The longest that one took, ms, and which. */
  readonly slowest: { readonly ms: number; readonly request: string }
}

/** Streams have attackers of their own, and the page of the console is no part of the API. */
const LEFT_OUT = /stream|dashboard|\/ws/

/** Sends hostile requests over every route that `/openapi.json` tells of, a few at once, for so long. */
export async function storm(url: string, seed: number, ms: number, atOnce = 4): Promise<StormResult> {
  const api = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDescription
  const paths = Object.fromEntries(Object.entries(api.paths).filter(([path]) => !LEFT_OUT.test(path)))
  const next = hostileRequests({ paths }, seeded(seed))
  const statuses: Record<number, number> = {}
  const broken: string[] = []
  let slowest = { ms: 0, request: '' }
  let requests = 0
  const until = performance.now() + ms
  const attacker = async (): Promise<void> => {
    while (performance.now() < until) {
      const request = next()
      requests++
      const began = performance.now()
      const { status, text } = await send(url, request)
      const took = performance.now() - began
      statuses[status] = (statuses[status] ?? 0) + 1
      const told = `${request.method} ${request.path.slice(0, 300)} ${(request.body ?? '').slice(0, 300)}`
      if (took > slowest.ms) slowest = { ms: took, request: told }
      const isCut = status === 0 && request.body !== undefined && CUT.test(text)
      if (!isCut && (status === 0 || (status >= 500 && status !== 503)))
        broken.push(`${status} ${told}: ${text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, attacker))
  return { requests, statuses, broken, slowest }
}

async function send(
  url: string,
  { method, path, headers, body }: HostileRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    return { status: 0, text: String((error as Error).cause ?? error) }
  }
}
