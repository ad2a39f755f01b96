import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/principal.ts'
import { clientAddress } from '../../../../server/src/http/edge/client-address.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const shared = sharedServer({ config: { allowed_origins: ['https://karma.example.com'] } })
const FOREIGN = 'https://evil.example'
const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' }

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

test('the page of another origin may look but not change anything; one on the list may', async () => {
  const alerts = `${shared().url}/api/v2/alerts`
  const foreign = await fetch(alerts, { ...post, headers: { ...post.headers, origin: FOREIGN } })
  expect(foreign.status).toBe(403)
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  const sandboxed = await fetch(alerts, { ...post, headers: { ...post.headers, origin: 'null' } })
  expect(sandboxed.status).toBe(403)
  const looking = await fetch(alerts, { headers: { origin: FOREIGN } })
  expect(looking.status).toBe(200)
  expect(looking.headers.get('access-control-allow-origin')).toBeNull()

  const origin = 'https://karma.example.com'
  const listed = await fetch(alerts, { ...post, headers: { ...post.headers, origin } })
  expect(listed.status).toBe(200)
  expect(listed.headers.get('access-control-allow-origin')).toBe(origin)
  const own = await fetch(alerts, { ...post, headers: { ...post.headers, origin: shared().url } })
  expect(own.status).toBe(200)
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

test('every answer has the security headers, and scripts come from here only', async () => {
  const { headers } = await fetch(`${shared().url}/api/v2/status`)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("style-src 'self' 'unsafe-inline'")
  expect(policy).toContain(`connect-src 'self' ws://${new URL(shared().url).host}`)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('a Host header that is no host does not get into the policy', async () => {
  const policy = await new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(shared().url)
    request({ hostname, port, path: '/healthz', headers: { host: "x 'unsafe-eval'" } }, (response) => {
      response.resume()
      resolve(String(response.headers['content-security-policy'] ?? ''))
    })
      .on('error', reject)
      .end()
  })
  expect(policy).not.toContain('unsafe-eval')
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
  const access: Access = ({ authorization }) =>
    authorization === 'Bearer viewer'
      ? { ok: true, principal: { name: 'Vera', role: 'viewer', scope: undefined, anonymous: false } }
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

test('a forwarded address counts only from trusted proxies, read from the near end', () => {
  const from = (trusted: string[], remote: string, forwarded?: string): string =>
    clientAddress(trusted)({
      socket: { remoteAddress: remote },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    } as never)
  expect(from([], '10.0.0.1', '1.2.3.4')).toBe('10.0.0.1')
  expect(from(['10.0.0.0/8'], '10.0.0.1', '1.2.3.4')).toBe('1.2.3.4')
  expect(from(['10.0.0.0/8'], '10.0.0.1', 'spoofed, 9.9.9.9, 1.2.3.4, 10.0.0.2')).toBe('1.2.3.4')
  expect(from(['10.0.0.0/8'], '192.168.0.1', '1.2.3.4')).toBe('192.168.0.1')
  expect(from(['10.0.0.0/8'], '10.0.0.1', 'nonsense')).toBe('10.0.0.1')
  expect(from(['::1'], '::1', '2001:db8::1')).toBe('2001:db8::1')
  expect(from(['10.0.0.1'], '::ffff:10.0.0.1', '::ffff:1.2.3.4')).toBe('1.2.3.4')
})
