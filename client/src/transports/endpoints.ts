import type { StreamFilter } from '@watchfloor/contract'

/** The server's address, checked. Throws when it is not an http(s) address: that is the caller's mistake. */
export function baseAddress(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : null
  if (base === null || (base.protocol !== 'http:' && base.protocol !== 'https:')) {
    throw new TypeError(`the server's address must be like "https://watch.example.com", but it is "${url}"`)
  }
  return base
}

/** Address of a path below the server's; a path in the server's address stays in front. */
export function endpoint(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`
}

export function socketEndpoint(base: URL): string {
  return endpoint(base, '/ws/dashboard').replace(/^http/, 'ws')
}

/** The query of a stream or a poll. */
export function streamQuery(
  filter: StreamFilter | undefined,
  rest: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams(rest)
  if (filter?.types) query.set('types', filter.types.join(','))
  if (filter?.sources) query.set('sources', filter.sources.join(','))
  if (filter?.severity) query.set('severity', filter.severity.join(','))
  for (const matcher of filter?.filter ?? []) query.append('filter', matcher)
  return query.toString()
}
