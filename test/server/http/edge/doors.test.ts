import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compressTexts } from '../../../../scripts/packaging/compress.ts'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const shared = sharedServer({ config: { allowed_origins: ['https://karma.example.com'] } })
const FOREIGN = 'https://evil.example'

test.each([
  ['/api/v2/nothing', 404],
  ['/api', 404],
  ['/api/v1/alerts', 410],
  ['/api/v1/status/buildinfo', 410],
  ['/ws/nothing', 404],
  ['/ws/dashboard', 426],
  ['/alertmanager/api/v2/status', 404],
  ['/alertmanager', 404],
  ['/nothing.html', 404],
  ['/api/v2/alerts/%zz', 400],
  [`/api/v2/alerts/${'a'.repeat(900)}`, 404],
  ['/../package.json', 404],
  ['/%2e%2e/%2e%2e/package.json', 404],
])('%s is %d and never the page', async (path, status) => {
  const response = await fetch(`${shared().url}${path}`)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
})

test('a preflight is answered for origins on the list only', async () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${shared().url}/api/v2/silences`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
  const listed = await preflight('https://karma.example.com')
  expect(listed.status).toBe(204)
  expect(listed.headers.get('access-control-allow-origin')).toBe('https://karma.example.com')
  expect(listed.headers.get('access-control-allow-methods')).toContain('DELETE')
  expect((await preflight(FOREIGN)).headers.get('access-control-allow-origin')).toBeNull()
})

test('the console is served with names that last and a page that does not; without one, a page says what to do', async () => {
  const root = await tempDir()
  const server = await runServer({ config: { web: { root } } })
  const before = await fetch(server.url)
  expect(before.status).toBe(503)
  expect(await before.text()).toContain('npm start')

  await mkdir(join(root, 'assets'))
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Board</title>')
  await writeFile(join(root, 'assets', 'index-abc.js'), 'export {}')
  const page = await fetch(server.url)
  expect(await page.text()).toContain('Board')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const script = await fetch(`${server.url}/assets/index-abc.js`)
  expect(script.headers.get('content-type')).toMatch(/javascript/)
  expect(script.headers.get('cache-control')).toContain('immutable')
})

test('a page of another version is another page, though its file is as long and as old', async () => {
  const root = await tempDir()
  const server = await runServer({ config: { web: { root } } })
  const write = async (text: string): Promise<void> => {
    await writeFile(join(root, 'index.html'), text)
    await utimes(join(root, 'index.html'), 499_162_500, 499_162_500)
  }
  const ask = (tag: string): Promise<Response> => fetch(server.url, { headers: { 'if-none-match': tag } })
  await write('<script src="./assets/index-aaa.js">')
  const tag = (await fetch(server.url)).headers.get('etag') ?? ''
  expect((await ask(tag)).status).toBe(304)
  await write('<script src="./assets/index-bbb.js">')
  expect(await (await ask(tag)).text()).toContain('index-bbb')
})

test('a script is sent as it was compressed, to whoever takes it so, and lasts under its name', async () => {
  const root = await tempDir()
  await mkdir(join(root, 'assets'))
  const text = 'export const nothing = 0\n'.repeat(100)
  await writeFile(join(root, 'assets/index-abc.js'), text)
  await compressTexts(root)
  const server = await runServer({ config: { web: { root, route_prefix: '/watch' } } })
  const ask = (encodings: string): Promise<Response> =>
    fetch(`${server.url}/assets/index-abc.js`, { headers: { 'accept-encoding': encodings } })
  const tags = new Set<string | null>()
  for (const [asked, got] of [
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const answer = await ask(asked)
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, got])
    expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
    expect(await answer.text()).toBe(text)
    tags.add(answer.headers.get('etag'))
  }
  expect(tags.size).toBe(3)
})

test('every door asks who it is, except health and the page; a viewer changes nothing', async () => {
  const access: Access = async ({ authorization }) =>
    authorization === 'Bearer viewer'
      ? {
          ok: true,
          principal: {
            id: 'test:Vera',
            subject: 'test:Vera',
            name: 'Vera',
            role: 'viewer',
            scope: undefined,
            anonymous: false,
          },
        }
      : { ok: false, status: 401, message: 'a token is needed' }
  const server = await runServer({ access })
  const status = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(`${server.url}${path}`, init)).status

  for (const path of [
    '/api/v2/alerts',
    '/api/v2/board',
    '/metrics',
    '/api/v2/connections',
    '/health/realtime',
  ]) {
    expect(await status(path)).toBe(401)
    expect(await status(path, { headers: { authorization: 'Bearer viewer' } })).toBe(200)
  }
  for (const path of ['/healthz', '/readyz', '/-/healthy', '/-/ready']) expect(await status(path)).toBe(200)
  expect(await status('/nothing.js')).toBe(404)

  const headers = { authorization: 'Bearer viewer', 'content-type': 'application/json' }
  for (const path of [
    '/alerts',
    '/silences',
    '/webhooks/alertmanager',
    '/webhooks/grafana',
    '/alerts/0000000000000000/acknowledge',
  ]) {
    expect(await status(`/api/v2${path}`, { method: 'POST', headers, body: '{}' })).toBe(403)
  }
  expect(await status('/api/v2/connections/x', { method: 'DELETE', headers })).toBe(403)
  const refused = await fetch(`${server.url}/api/v2/board`)
  expect(refused.headers.get('www-authenticate')).toBe('Bearer')
  expect(await refused.json()).toMatchObject({
    error: { code: 'unauthorized', message: 'a token is needed' },
  })
})
