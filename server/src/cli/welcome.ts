import { DEMO_SERVER } from '../demo/run-demo.ts'

/** What a person is told once the server listens: where it and its data are, and what to do next. */
export function welcomeText({
  url,
  dataFolder,
}: {
  readonly url: string
  readonly dataFolder: string
}): string {
  const { host, pathname } = new URL(url)
  const prefix = pathname === '/' ? '' : `path_prefix: ${pathname}, `
  const demo = url === DEMO_SERVER ? 'npm run demo' : `npm run demo -- --server ${url}`
  return `
Watchfloor is listening on ${url}

  The board        ${url}
  Its data         ${dataFolder}
  Try it           ${demo}, in a second shell
  Send alerts      point Prometheus at it (alerting: alertmanagers: ${prefix}targets: ['${host}'])
  Stop             Ctrl-C

`
}
