/** What a provider says is never longer: a set of a hundred keys takes a tenth of it. */
const MOST_BYTES = 500_000
const PATIENCE_MS = 5_000

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** May this address be asked, or people be sent there: nobody on the way reads or changes what is said. */
export function isSafeAddress(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
}

/** What of a request a library says. */
interface Asked {
  readonly method?: string | undefined
  readonly headers?: RequestInit['headers'] | undefined
  readonly body?: RequestInit['body'] | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** Asks a provider: only over TLS, or on this machine; it may not send us elsewhere, answer at length, or late. */
export async function carefulFetch(address: string | URL, init: Asked = {}): Promise<Response> {
  const url = new URL(address)
  if (!isSafeAddress(url)) throw new Error(`${url.origin} is asked over https only, or on this machine`)
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const signal = init.signal == null ? patience : AbortSignal.any([patience, init.signal])
  const { method = 'GET', headers: sent = {}, body = null } = init
  const response = await fetch(url, { method, headers: sent, body, redirect: 'manual', signal })
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MOST_BYTES) throw new Error(`the answer of ${url.origin} is larger than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  const { status, headers } = response
  const isEmpty = status === 204 || status === 304
  return new Response(isEmpty ? null : Buffer.concat(parts), { status, headers })
}
