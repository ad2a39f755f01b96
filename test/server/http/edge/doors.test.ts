import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
  expect(await refused.json()).toEqual({ error: { code: 'unauthorized', message: 'a token is needed' } })
})
