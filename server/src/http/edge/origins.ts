import type { IncomingMessage } from 'node:http'

/**
 * May the page that made this request use the server? Requests without `Origin` come from no page, or from our own.
 * The scheme is not compared for our own page: behind a proxy that ends TLS we cannot know it.
 */
export function originCheck(allowed: readonly string[]): (request: IncomingMessage) => boolean {
  const set = new Set(allowed.map((origin) => origin.toLowerCase()))
  return (request) => {
    const { origin, host } = request.headers
    if (origin === undefined) return true
    if (set.has(origin.toLowerCase())) return true
    return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
  }
}
