import { expect, test } from 'vitest'
import { answerConsole, consoleFile } from '../../../src/main/window/console-files.ts'
import { crashPage } from '../../../src/main/window/crash-page.ts'

test.each([
  ['watchfloor://console/', 'index.html'],
  ['watchfloor://console', 'index.html'],
  ['watchfloor://console/index.html#/alert/0123456789abcdef', 'index.html'],
  ['watchfloor://console/assets/index-_B-a.9.js?v=1', 'assets/index-_B-a.9.js'],
  ['watchfloor://console/a/../../../assets/inter.woff2', 'assets/inter.woff2'],
  ['watchfloor://console/%2e%2e/%2E./index.html', 'index.html'],
])('%s is %s', (address, file) => {
  expect(consoleFile(address)).toBe(file)
})

test.each([
  'watchfloor://elsewhere/index.html',
  'watchfloor://console.example/index.html',
  'https://console/index.html',
  'watchfloor://console//etc/passwd.html',
  'watchfloor://console/..%2fsecret.html',
  'watchfloor://console/..%5csecret.html',
  'watchfloor://console/..\\..\\secret.html',
  'watchfloor://console/a%00.html',
  'watchfloor://console/C:/secret.html',
  'watchfloor://console/.hidden.html',
  'watchfloor://console/assets/',
  'watchfloor://console/assets/x.exe',
  'watchfloor://console/assets/x.constructor',
  'watchfloor://console/assets/x',
])('%s is nothing', (address) => {
  expect(consoleFile(address)).toBeUndefined()
})

const BUILT = new Map([
  ['index.html', '<p>board</p>'],
  ['assets/a.js', '1'],
])
const read = async (path: string) => {
  const text = BUILT.get(path)
  return text === undefined ? undefined : new TextEncoder().encode(text)
}
const ask = (path: string, method = 'GET') =>
  answerConsole({ method, url: `watchfloor://console${path}` }, read)

test('a built file is answered with its type, the policy and how long it lasts', async () => {
  const page = await ask('/')
  expect(page.status).toBe(200)
  expect(await page.text()).toBe('<p>board</p>')
  const headers = Object.fromEntries(page.headers)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  })
  expect(headers['content-security-policy']?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
  const script = await ask('/assets/a.js')
  expect(Object.fromEntries(script.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('HEAD has no body; every other method is refused', async () => {
  const head = await ask('/', 'HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
  const post = await ask('/', 'POST')
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('what is not built, or not ours, is not found, under the same policy', async () => {
  for (const path of ['/missing.js', '/%2e%2e/x.js', '/assets']) {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

test('the page after two crashes needs nothing that is built, and no script', async () => {
  const answer = await answerConsole({ method: 'GET', url: crashPage.address }, async () => undefined)
  const text = await answer.text()
  expect(text).toContain('The board crashed twice')
  expect(text).toContain('href="watchfloor://console/index.html"')
  expect(text).not.toContain('<script')
})
