import { DEMO_SERVER } from '../demo/run-demo.ts'

const WHO = {
  machine: 'whoever is on this machine, and nobody else; for others --sign-in tokens',
  everybody: 'EVERYBODY who reaches it, unasked (insecure_open)',
  tokens: 'who has a token: watchfloor-server token create --name NAME --role responder',
}

/** What a person is told once the server listens: where it and its data are, and what to do next. */
export function welcomeText({
  url,
  dataFolder,
  who,
}: {
  readonly url: string
  readonly dataFolder: string
  /** Who comes in. */
  readonly who: keyof typeof WHO
}): string {
  const { host, pathname, protocol } = new URL(url)
  const scheme = protocol === 'https:' ? 'scheme: https, ' : ''
  const prefix = scheme + (pathname === '/' ? '' : `path_prefix: ${pathname}, `)
  const demo = url === DEMO_SERVER ? 'npm run demo' : `npm run demo -- --server ${url}`
  return `
Watchfloor is listening on ${url}

  The board        ${url}
  Its data         ${dataFolder}
  Try it           ${demo}, in a second shell
  Send alerts      point Prometheus at it (alerting: alertmanagers: ${prefix}targets: ['${host}'])
  Who comes in     ${WHO[who]}
  Stop             Ctrl-C

`
}
