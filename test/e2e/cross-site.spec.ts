import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { createToken } from '../support/programs/type-token.ts'
import { everyAttack, frameAttack, type Outcomes } from './cross-site-attacks.ts'

// One server, and one browser in which somebody is signed in.
test.describe.configure({ mode: 'default' })

let folder: string
let server: ServerProcess
/** Serves an empty page of another origin, and sends on whoever asks for /on?to=. */
let elsewhere: Server
let context: BrowserContext
let board: Page
let ana: string
let admin: string
/** The attacker's own, which is good here. */
let mallory: string

test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(folder, { env: { WATCHFLOOR_SIGN_IN: 'tokens' } })
  ana = await createToken(folder, 'Ana Lima', 'admin')
  admin = await createToken(folder, 'Root', 'admin')
  mallory = await createToken(folder, 'Mallory', 'viewer')
  elsewhere = createServer((request, response) => {
    const to = new URL(request.url ?? '', 'http://x').searchParams.get('to')
    if (to !== null) return response.writeHead(307, { location: to }).end()
    const headers = { 'content-type': 'text/html', 'access-control-allow-origin': '*' }
    return response.writeHead(200, headers).end('<!doctype html><title>Elsewhere</title>')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '0.0.0.0', resolve))
  await fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: '[{"labels":{"alertname":"Secret","severity":"critical"}}]',
  })
  context = await browser.newContext()
  board = await context.newPage()
  await board.goto(server.url)
  await board.evaluate(async (token) => {
    const headers = { 'content-type': 'application/json' }
    await fetch('/api/v2/session', { method: 'POST', headers, body: JSON.stringify({ token }) })
  }, ana)
  await board.reload()
  await expect(board.getByText('Secret', { exact: true }).first()).toBeVisible()
})

test.afterAll(async () => {
  await context.close()
  elsewhere.closeAllConnections()
  elsewhere.close()
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What somebody could have changed, and every request that came so far that any route would change something for. */
async function standing(): Promise<string> {
  const headers = { authorization: `Bearer ${admin}` }
  const read = async (path: string): Promise<string> => (await fetch(server.url + path, { headers })).text()
  const metrics = await read('/metrics')
  const writes = metrics.match(/^watchfloor_http_requests_total\{method="(POST|PUT|DELETE|PATCH)".*$/gm)
  const alerts = JSON.parse(await read('/api/v2/alerts')) as readonly { readonly labels: object }[]
  const credentials = await read('/api/v2/credentials')
  return JSON.stringify([
    writes,
    alerts.map(({ labels }) => labels),
    await read('/api/v2/silences'),
    credentials,
  ])
}

/** As whom the board's own page is known. */
function knownAs(): Promise<string> {
  return board.evaluate(async () => (await fetch('/api/v2/session')).text())
}

for (const host of ['127.0.0.1', 'localhost']) {
  for (const place of ['page', 'sandboxed frame', 'data: frame'] as const) {
    test(`with Ana signed in, a ${place} of ${host} on another port reads nothing, does nothing, and changes nobody`, async () => {
      const { port } = elsewhere.address() as AddressInfo
      const [before, who] = [await standing(), await knownAs()]
      expect(who).toContain('Ana Lima')
      const page = await context.newPage()
      await page.goto(`http://${host}:${port}/`)
      const target = { url: server.url, token: mallory, elsewhere: `http://${host}:${port}` }
      const outcomes =
        place === 'page'
          ? await page.evaluate(everyAttack, target)
          : await page.evaluate(frameAttack, { ...target, place, attack: everyAttack.toString() })
      const good: Outcomes = Object.fromEntries(Object.keys(outcomes).map((name) => [name, 'nothing']))
      expect(outcomes).toEqual(good)
      expect(Object.keys(outcomes).length).toBeGreaterThan(25)

      await page.close()
      expect(await standing()).toBe(before)
      expect(await knownAs()).toBe(who)
    })
  }
}

test('a form that takes the whole page with it is refused', async () => {
  const { port } = elsewhere.address() as AddressInfo
  const before = await standing()
  for (const [path, type] of [
    ['/api/v2/alerts', 'text/plain'],
    ['/api/v2/session', 'text/plain'],
    ['/api/v2/alerts', 'application/x-www-form-urlencoded'],
    ['/api/v2/webhooks/generic', 'multipart/form-data'],
    ['/-/reload', 'application/x-www-form-urlencoded'],
    ['/sign-in/token', 'application/x-www-form-urlencoded'],
    ['/sign-in/desk', 'application/x-www-form-urlencoded'],
  ] as const) {
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    const answer = page.waitForResponse((response) => response.url() === server.url + path)
    await page.evaluate(
      ({ action, enctype, token }) => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'POST', action, enctype })
        const field = document.createElement('input')
        // As text/plain this is JSON, but for a harmless member.
        const name = `{"token":"${token}","labels":{"alertname":"Forged"},"x":"`
        Object.assign(field, { name, value: '"}' })
        form.append(field)
        document.body.append(form)
        form.submit()
      },
      { action: server.url + path, enctype: type, token: mallory },
    )
    expect([path, type, (await answer).status()]).toEqual([path, type, 403])
    await page.close()
  }
  expect(await standing()).toBe(before)
  expect(await knownAs()).toContain('Ana Lima')
})

test('the board is shown in no frame, and whoever opens it holds nothing of it', async () => {
  const { port } = elsewhere.address() as AddressInfo
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const framed = await page.evaluate(async (url) => {
    const frame = document.createElement('iframe')
    frame.src = url
    await new Promise((resolve) => {
      frame.onload = resolve
      document.body.append(frame)
    })
    try {
      return frame.contentDocument === null ? 'foreign' : 'own'
    } catch {
      return 'foreign'
    }
  }, server.url)
  expect(framed).toBe('foreign')
  expect(page.frames().some((frame) => frame.url().startsWith(server.url))).toBe(false)

  const [opened, held] = await Promise.all([
    context.waitForEvent('page'),
    page.evaluateHandle((url) => window.open(url), server.url),
  ])
  await expect(opened.getByText('Secret', { exact: true }).first()).toBeVisible()
  const reach = await page.evaluate((handle) => {
    try {
      handle?.postMessage({ action: 'acknowledge' }, '*')
      return [handle?.closed, handle?.length]
    } catch (error) {
      return String(error)
    }
  }, held)
  // Cross-Origin-Opener-Policy parts the two: for whoever opened it, it is closed.
  expect(reach).toEqual([true, 0])
  expect(await opened.evaluate(() => window.opener === null)).toBe(true)
  await opened.close()
  await page.close()
})

test('what a page of another port of this host plants in the place of the cookie changes nobody', async () => {
  const { port } = elsewhere.address() as AddressInfo
  const who = await knownAs()
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const names = ['__Host-watchfloor', '__HOST-watchfloor', ' __host-watchfloor', '=__Host-watchfloor']
  const places = [
    '',
    '; path=/',
    '; path=/; Secure',
    '; path=/api',
    '; path=/api; Secure',
    '; domain=127.0.0.1',
  ]
  const planted = names.flatMap((name) => places.map((place) => `${name}=wfl_planted${place}`))
  await page.evaluate((all) => {
    // biome-ignore lint/suspicious/noDocumentCookie: as a page may that plants one.
    for (const one of all) document.cookie = one
  }, planted)
  expect(await page.evaluate(() => document.cookie)).not.toMatch(/__Host-watchfloor=(?!wfl_planted)/)
  await page.close()
  expect(await knownAs()).toBe(who)
})
