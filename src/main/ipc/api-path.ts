/** Where a path that the page names is looked up; it must not lead anywhere else. */
const NOWHERE = 'http://api.invalid'

/** Encoded, these mean something to one program on the way and nothing to another. */
const AMBIGUOUS = /%(2e|2f|5c|25|00)/i

/** What is answered there is for this app, and never for its page. */
const GIVES_TOKENS = /^\/api\/v2\/session\/+./

/**
 * A path and query of the API, as it will be sent: dots are resolved before it is checked, as every program on the way
 * will do. Undefined when it leads out of the API, or may for some of them; the app's token goes with it.
 */
export function apiPath(path: string): string | undefined {
  const url = URL.parse(path, NOWHERE)
  if (url === null || url.origin !== NOWHERE || !url.pathname.startsWith('/api/v2/')) return undefined
  if (GIVES_TOKENS.test(url.pathname)) return undefined
  return AMBIGUOUS.test(url.pathname) ? undefined : url.pathname + url.search
}
