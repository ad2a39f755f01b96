import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { rawExchange } from '../../support/network/raw-exchange.ts'
import { tempDir } from '../../support/temp-dir.ts'

const PACKAGE = 'watchfloor-1.2.0-linux-x86_64.AppImage'

async function feedServer() {
  const outer = await tempDir()
  const folder = join(outer, 'feed')
  await mkdir(join(folder, 'inner'), { recursive: true })
  await writeFile(join(folder, 'stable-linux-x64.feed'), 'signature\n{}\n')
  await writeFile(join(folder, PACKAGE), '0123456789')
  await writeFile(join(folder, '.hidden.feed'), 'secret')
  await writeFile(join(folder, 'signing.pem'), 'secret')
  await writeFile(join(folder, 'stable-linux-x64.feed.writing'), 'half')
  await writeFile(join(folder, 'inner/x-1.zip'), 'inner')
  await writeFile(join(outer, 'outside.zip'), 'outside')
  return runServer({ config: { web: { desktop_feed: folder } } })
}

test('feeds and packages are there for anybody, whole or in parts, and have to be asked about again', async () => {
  const server = await feedServer()
  const { url } = server
  const whole = await fetch(`${url}/desktop/${PACKAGE}`)
  expect([whole.status, await whole.text()]).toEqual([200, '0123456789'])
  expect(whole.headers.get('cache-control')).toBe('public, no-cache')
  expect(whole.headers.get('accept-ranges')).toBe('bytes')
  expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
  const part = await fetch(`${url}/desktop/${PACKAGE}`, { headers: { range: 'bytes=2-4' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ])
  const etag = whole.headers.get('etag') ?? ''
  const lines = [`GET /desktop/${PACKAGE} HTTP/1.1`, 'Host: 127.0.0.1', `If-None-Match: ${etag}`]
  const again = await rawExchange(server, `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`)
  expect([again.status, again.body]).toEqual([304, ''])
  const head = await fetch(`${url}/desktop/stable-linux-x64.feed`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '13'])
})

test('nothing is listed, nothing beside packages is served, and no path leads out', async () => {
  const server = await feedServer()
  const refused = [
    '',
    'inner/',
    'inner/x-1.zip',
    '.hidden.feed',
    'signing.pem',
    'stable-linux-x64.feed.writing',
    '../outside.zip',
    '%2e%2e/outside.zip',
    '..%2foutside.zip',
    '..%5coutside.zip',
    '%00.zip',
    'missing.zip',
  ]
  for (const path of refused) {
    const request = `GET /desktop/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`
    const { status, body } = await rawExchange(server, request)
    expect([301, 400, 403, 404], path).toContain(status)
    expect(body, path).not.toMatch(/^(outside|secret|half|inner)$/)
  }
  const written = await fetch(`${server.url}/desktop/${PACKAGE}`, { method: 'PUT', body: 'evil' })
  expect(written.status).toBe(404)
})

test('without the setting there is no such place', async () => {
  const server = await runServer()
  expect((await fetch(`${server.url}/desktop/stable-linux-x64.feed`)).status).toBe(404)
})
