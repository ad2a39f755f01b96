import { count, list, size, text } from './notation.ts'

/** Under which names the server is reached, and by whose pages. */
export const doorSettings = {
  external_url: text(
    '',
    {
      as: 'url',
      flag: 'web.external-url',
      expected: 'a URL such as https://watchfloor.example.com, without user or query, or nothing',
      description:
        'Where people reach this server. Its host is one of this server’s names, its pages are this server’s own, and its path is what every path here begins with, unless web.route_prefix says otherwise.',
    },
    '^(https?://([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?(/[^\\s?#]*)?)?$',
  ),
  hosts: list({
    as: 'hosts',
    expected:
      'names such as watchfloor or watchfloor.monitoring.svc, with a port where only that one is meant',
    description:
      'Names that this server is reached under, such as a container’s. Addresses, localhost, this machine’s name and external_url need not be here; requests for any other are refused with 421.',
  }),
  allowed_origins: list({
    as: 'origins',
    expected: 'origins such as https://karma.example.com, without a path',
    description:
      'Web pages of other origins that may use the API and the streams. The server’s own page always may.',
  }),
  trusted_proxies: list({
    as: 'networks',
    expected: 'addresses or networks such as 10.0.0.7 or 10.0.0.0/8',
    description: 'Proxies whose X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto are believed.',
  }),
}

/** Where this server's paths begin. */
export const routePrefix = text(
  '',
  {
    flag: 'web.route-prefix',
    expected: 'a path such as /watchfloor, or / for none; or nothing, for the path of external_url',
    description:
      'What every path of this server begins with; empty means the path of external_url. / behind a proxy that takes the path of external_url off.',
  },
  '^(/*|/*([A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/*)$',
)

/** What every path begins with, without a slash at its end, as Alertmanager finds it; empty at the root. */
export function prefixOf(settings: {
  readonly external_url: string
  readonly web: { readonly route_prefix: string }
}): string {
  const { external_url: external, web } = settings
  const given = web.route_prefix || (external === '' ? '' : new URL(external).pathname)
  const inner = given.replace(/^\/+|\/+$/g, '')
  return inner === '' ? '' : `/${inner}`
}

/** What is half-sent, and how many may come. */
export const doorLimits = {
  body_bytes: size(10_000_000, 1024, 'Largest request body.'),
  waiting_body_bytes: size(
    100_000_000,
    1024,
    'Bytes of all bodies together that are on their way or in work; never less than one body may have. Above it the slowest body of the address that holds most is refused with 503.',
  ),
  body_bytes_per_second: count(
    1_000,
    1,
    'Least speed of a body, measured over 10 s; a slower one is refused with 408.',
  ),
  connections: count(
    20_000,
    10,
    'TCP connections that may be open; one more takes the place of the longest idle one of the address that has most.',
  ),
}
