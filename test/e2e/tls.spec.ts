import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makePairIn } from '../support/network/make-pair.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { createToken } from '../support/programs/type-token.ts'

let folder: string

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
})

test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('a browser signs in over TLS, from a name of the server’s too, and its streams follow within the page’s policy', async ({
  browser,
}) => {
  const data = join(folder, 'data')
  await mkdir(data)
  const { certificate_file, key_file } = await makePairIn(folder, ['localhost'])
  const server = await startServerProcess(data, {
    listen: '0.0.0.0:0',
    env: {
      WATCHFLOOR_SIGN_IN: 'tokens',
      WATCHFLOOR_TLS_CERTIFICATE_FILE: certificate_file,
      WATCHFLOOR_TLS_KEY_FILE: key_file,
    },
  })
  const token = await createToken(data, 'Ana Lima', 'responder')
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  try {
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = server.url.replace('127.0.0.1', host)
      expect(url).toMatch(/^https:/)
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy|Mixed Content/.test(message.text())) refused.push(message.text())
      })
      await page.goto(url)
      const followed = await page.evaluate(async (secret) => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify({ token: secret })
        await fetch('/api/v2/session', { method: 'POST', headers, body })
        const opened = (target: EventTarget): Promise<boolean> => {
          const { promise, resolve } = Promise.withResolvers<boolean>()
          target.addEventListener('open', () => resolve(true))
          target.addEventListener('error', () => resolve(false))
          return promise
        }
        const socket = new WebSocket(`wss://${location.host}/ws/dashboard`)
        const events = new EventSource('/api/v2/events/stream')
        const all = await Promise.all([opened(socket), opened(events)])
        socket.close()
        events.close()
        return all
      }, token)
      expect(followed).toEqual([true, true])
      await page.reload()
      await expect(page.getByText(/^Live/).first()).toBeVisible()
      await expect(page.getByText('over plain HTTP')).toHaveCount(0)
      expect(refused).toEqual([])
      const [cookie] = await context.cookies(url)
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' })
      await page.close()
    }
  } finally {
    await context.close()
    await server.program.stop()
  }
})

test('a server where people sign in over plain HTTP says so on every screen', async ({ page }) => {
  const server = await startServerProcess(folder, {
    listen: '0.0.0.0:0',
    env: { WATCHFLOOR_SIGN_IN: 'tokens', WATCHFLOOR_INSECURE_HTTP: 'true' },
  })
  try {
    const token = await createToken(folder, 'Ana Lima', 'viewer')
    await page.goto(server.url)
    await page.evaluate(async (secret) => {
      const headers = { 'content-type': 'application/json' }
      await fetch('/api/v2/session', { method: 'POST', headers, body: JSON.stringify({ token: secret }) })
    }, token)
    await page.reload()
    for (const place of ['', '#/silences', '#/health']) {
      await page.goto(`${server.url}/${place}`)
      await expect(page.getByText('People sign in to this server over plain HTTP.')).toBeVisible()
    }
  } finally {
    await server.program.stop()
  }
})
