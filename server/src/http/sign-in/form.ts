import type { FastifyRequest } from 'fastify'

/** Of a form of ours there is never more. */
const MOST_BYTES = 8_192

/** What a page's form brings; undefined when it is none. */
export function formOf({ body, headers }: FastifyRequest): URLSearchParams | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1)
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined
  if (!Buffer.isBuffer(body) || body.length > MOST_BYTES) return undefined
  return new URLSearchParams(body.toString())
}

/**
 * Did a page of this very server ask for it, or a person who opened its address? The front door lets pages of
 * `allowed_origins` through, too, and links of all pages to what is only looked at; here neither counts. A browser that
 * sends a form says by `Origin` whose page it is of, and the front door has refused all but our own and those.
 */
export function isOwnPage(
  { headers }: FastifyRequest,
  what: 'visit' | 'form',
  { allowed_origins }: { readonly allowed_origins: readonly string[] },
): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin' && !(what === 'visit' && site === 'none')) return false
  const isListed = allowed_origins.some((one) => one.toLowerCase() === origin?.toLowerCase())
  return what === 'visit' || (origin !== undefined && !isListed)
}
