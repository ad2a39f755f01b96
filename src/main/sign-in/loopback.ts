import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the browser brings back. */
export type Brought = { readonly code: string } | { readonly error: string }

/** Listens on this computer alone for one answer. */
export interface Loopback {
  readonly port: number
  /** The first answer that bears the state; never rejects. */
  readonly brought: Promise<Brought>
  readonly close: () => void
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  connection: 'close',
}

/**
 * Whoever else knocks at the port is refused, and the answer is waited for all the same: what bears the state comes from
 * the page that this app opened.
 */
export async function openLoopback(state: string): Promise<Loopback> {
  const { promise, resolve } = Promise.withResolvers<Brought>()
  const server = createServer((request, response) => {
    const brought = read(request, state, port)
    if (brought === undefined) return answer(response, 404, 'There is nothing here.')
    const isIn = 'code' in brought
    response.once('close', () => server.close())
    answer(
      response,
      200,
      isIn ? 'Watchfloor has its answer. You can close this.' : 'Nobody was signed in. You can close this.',
    )
    resolve(brought)
  })
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen({ host: '127.0.0.1', port: 0 }, ready)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    brought: promise,
    close: () => {
      server.close()
      server.closeIdleConnections()
    },
  }
}

/** Undefined for anything but the one answer: the page of another site may ask for this port, and cannot know the state. */
function read(
  { method, url = '', headers }: IncomingMessage,
  state: string,
  port: number,
): Brought | undefined {
  const host = `127.0.0.1:${port}`
  const asked = URL.parse(url, `http://${host}`)
  if (method !== 'GET' || headers.host !== host || asked?.pathname !== '/signed-in') return undefined
  const one = (name: string): string | undefined => {
    const all = asked.searchParams.getAll(name)
    return all.length === 1 ? all[0] : undefined
  }
  if (!isSame(one('state') ?? '', state)) return undefined
  const code = one('code')
  return code === undefined || code === '' ? { error: one('error') ?? 'no code' } : { code }
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function answer(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, HEADERS)
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Watchfloor</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem}</style>
<p>${words}</p></html>`)
}
