import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { SomeSettings } from '../../server/src/config/settings.ts'
import { runServer } from '../support/http/run-server.ts'
import { quietAlertmanager } from '../support/programs/beside-alertmanager.ts'
import { tempDir } from '../support/temp-dir.ts'

interface Answer {
  readonly status: number | undefined
  readonly location: string | undefined
}

/** The path as it is: `fetch` would clean it first. */
function ask(server: string, method: string, path: string): Promise<Answer> {
  const { hostname, port } = new URL(server)
  return new Promise((resolve, reject) => {
    const headers = method === 'POST' ? { 'content-type': 'application/json' } : {}
    const asked = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode, location: answer.headers.location })
    })
    asked.on('error', reject)
    asked.end(method === 'POST' ? '[]' : undefined)
  })
}

const UNCLEAN = [
  '//api/v2/alerts',
  '/api//v2/alerts',
  '/api/v2//alerts',
  '/api/v2/alerts/',
  '/api/v2/alerts//',
  '/api/v2/./alerts',
  '/api/v2/x/../alerts',
  '/../api/v2/alerts',
  '/api/v2/alerts/.',
  '/api/v2/alerts/..',
  '/%2e%2e/api/v2/alerts',
  '/api/v2%2Falerts',
  '//api/v2/alerts?filter=a%3Db&active=true',
  '/api/v2',
  '/api/v2/',
  '/api/v2/nothing',
  '/api/v2/status/',
  '/api/v2/silences//',
  '/api/v2/receivers/',
  '/api/v2/alerts/groups/',
  '/-/healthy/',
  '//-/healthy',
  '/-/ready/',
  '/-/Ready',
  '/metrics/',
  '/METRICS',
  '/-/reload/',
  '/API/v2/alerts',
  '/nothing/',
  '/.',
  '//',
  '/*//alerts',
  '//api/v2/alerts?',
  '/%zz',
]

/** HEAD is answered here wherever GET is; there it often is not. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

const EXTERNAL = 'https://ops.example.com/watchfloor/'

/** Both with the same settings; each answer is compared, and said. */
async function beside(
  config: SomeSettings,
  flags: readonly string[],
  prefix: string,
): Promise<(method: string, path: string) => Promise<Answer>> {
  const [ours, theirs] = await Promise.all([
    runServer({ config }),
    quietAlertmanager(await tempDir(), undefined, flags, prefix),
  ])
  return async (method, path) => {
    const [own, real] = await Promise.all([ask(ours.url, method, path), ask(theirs.url, method, path)])
    expect({ method, path, ...own }).toEqual({ method, path, ...real })
    return own
  }
}

test('unclean paths, slashes at the end and other cases lead where Alertmanager leads, with every method', async () => {
  const same = await beside({}, [], '')
  for (const method of METHODS) for (const path of UNCLEAN) await same(method, path)
  expect(await same('POST', '//api/v2/alerts?a=b')).toEqual({ status: 301, location: '/api/v2/alerts?a=b' })
})

test('under a prefix paths lead where Alertmanager leads: by default it is the path of the external URL', async () => {
  const same = await beside({ external_url: EXTERNAL }, [`--web.external-url=${EXTERNAL}`], '/watchfloor')
  for (const path of UNCLEAN) for (const method of METHODS) await same(method, `/watchfloor${path}`)
  for (const method of METHODS)
    for (const path of [
      '/',
      '/watchfloor',
      '//watchfloor//api/v2/alerts',
      '/watchfloorx',
      '/Watchfloor/metrics',
      '/api/v2/alerts',
      '/-/healthy',
      '/metrics',
      '/nothing',
    ])
      await same(method, path)
  expect(await same('GET', '/?a=b')).toEqual({ status: 302, location: '/watchfloor' })
  expect(await same('GET', '/watchfloor')).toEqual({ status: 301, location: '/watchfloor/' })
  expect((await same('GET', '/watchfloor/api/v2/status')).status).toBe(200)
})

test('web.route_prefix counts more than the path of the external URL, as there', async () => {
  const flags = [`--web.external-url=${EXTERNAL}`]
  const stripped = await beside(
    { external_url: EXTERNAL, web: { route_prefix: '/' } },
    [...flags, '--web.route-prefix=/'],
    '',
  )
  const other = await beside(
    { external_url: EXTERNAL, web: { route_prefix: 'a/b/' } },
    [...flags, '--web.route-prefix=a/b/'],
    '/a/b',
  )
  for (const path of [
    '/-/healthy',
    '/api/v2/alerts',
    '/watchfloor/-/healthy',
    '/a/b/-/healthy',
    '/a/b',
    '/a',
  ])
    for (const same of [stripped, other]) await same('GET', path)
})

test('HEAD is answered wherever GET is, with the same status and no body', async () => {
  const { url } = await runServer()
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>
  }
  const readable = Object.keys(paths).filter((path) => paths[path]?.get !== undefined)
  expect(readable.length).toBeGreaterThan(20)
  for (const path of [...readable, '/', '/docs', '/favicon.svg', '/nothing']) {
    const filled = path.replaceAll(/\{\w+\}/g, '0123456789abcdef')
    if (filled === '/api/v2/events/stream') continue
    const [head, get] = await Promise.all([
      fetch(url + filled, { method: 'HEAD' }),
      fetch(url + filled).then(async (answer) => {
        await answer.arrayBuffer()
        return answer
      }),
    ])
    expect([filled, head.status, head.headers.get('content-type')]).toEqual([
      filled,
      get.status,
      get.headers.get('content-type'),
    ])
    expect(await head.text()).toBe('')
  }
})
