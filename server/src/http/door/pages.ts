import type { Asked } from './asked.ts'
import type { Seen } from './forwarded.ts'

/**
 * Who made a request: a page that the server serves itself, one that `allowed_origins` lists, a page of another
 * origin, or no page at all: a program, or a person who typed the address.
 */
export type Maker = 'program' | 'own' | 'listed' | 'foreign'

const SAFE = new Set(['GET', 'HEAD'])

/** Where a request costs one of its address's attempts, or a place. */
const STREAMS = /^\/(api\/v2\/events|ws\/dashboard)(\/|\?|$)/

/**
 * Tells who made a request. `Origin` is compared whole, its scheme too. Where there is none (an image, a link, a
 * reading of the page itself) browsers say in `Sec-Fetch-Site` how the page and this server are related; they cannot
 * be made to say otherwise by a page. Over plain HTTP they say that on loopback only; where a stream is asked for,
 * `Referer` counts then.
 */
export function makerOf({
  allowedOrigins,
  externalUrl,
}: {
  readonly allowedOrigins: readonly string[]
  /** Its origin is this server's own, whatever a proxy in front does to the request; empty means none. */
  readonly externalUrl: string
}): (request: Asked, seen: Seen) => Maker {
  const listed = new Set(allowedOrigins.map((origin) => origin.toLowerCase()))
  const external = originOf(externalUrl)
  const isOwn = (origin: string, { scheme, host }: Seen): boolean =>
    origin === external || (host !== undefined && origin === originOf(`${scheme}://${host}`))
  return ({ headers, url = '' }, seen) => {
    const site = headers['sec-fetch-site']
    const { origin, referer } = headers
    if (origin !== undefined) {
      if (listed.has(origin.toLowerCase())) return 'listed'
      const isSame = site === undefined || site === 'same-origin'
      return isSame && isOwn(origin.toLowerCase(), seen) ? 'own' : 'foreign'
    }
    if (site === 'same-origin') return 'own'
    if (site !== undefined) return site === 'none' ? 'program' : 'foreign'
    const from = referer === undefined || !STREAMS.test(url) ? undefined : originOf(referer)
    return from === undefined || listed.has(from) || isOwn(from, seen) ? 'program' : 'foreign'
  }
}

/**
 * May a foreign page have made this request? A person who follows a link to the board, and nothing else: no write, no
 * stream, no image, script or frame.
 */
export function isVisit({ method = '', url = '', headers }: Asked): boolean {
  return (
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    SAFE.has(method) &&
    !STREAMS.test(url)
  )
}

/** In the form that browsers write it: no path, no default port. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
