/**
 * What a request carries as `Authorization`, as amtool, Prometheus, Grafana and karma send it: Bearer (RFC 6750, 2.1),
 * or Basic (RFC 7617), whoever the user is.
 */
export function carriedToken(authorization = ''): string | undefined {
  const [, scheme = '', value = ''] = /^ *(bearer|basic) +([^ ]+) *$/i.exec(authorization) ?? []
  if (scheme.toLowerCase() !== 'basic') return value === '' ? undefined : value
  const [, password] = /^[^:]*:(.+)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
  return password
}
