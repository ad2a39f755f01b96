import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { DeskSession, Session } from '@watchfloor/contract'
import { freePort } from '../support/network/free-port.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { type RunningProvider, startProvider } from '../support/sign-in/openid-provider.ts'

test.describe.configure({ mode: 'default' })

let folder: string
let server: ServerProcess
let provider: RunningProvider

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  // Another site than the server's: what comes back from there is what browsers call cross-site.
  provider = await startProvider(publicUrl, { ana: { name: 'Ana Lima', groups: ['responder'] } }, 'localhost')
  const secret = join(folder, 'secret')
  await writeFile(secret, provider.clientSecret)
  server = await startServerProcess(folder, {
    listen: `127.0.0.1:${port}`,
    env: {
      WATCHFLOOR_SIGN_IN: 'openid',
      WATCHFLOOR_EXTERNAL_URL: publicUrl,
      WATCHFLOOR_OPENID_ISSUER: provider.issuer,
      WATCHFLOOR_OPENID_NAME: 'Work',
      WATCHFLOOR_OPENID_CLIENT_ID: 'watchfloor',
      WATCHFLOOR_OPENID_CLIENT_SECRET_FILE: secret,
    },
  })
})

test.afterAll(async () => {
  await server.program.stop()
  await provider.stop()
  await rm(folder, { recursive: true, force: true })
})

async function signInThere(page: Page): Promise<void> {
  await page.locator('input[name=login]').fill('ana')
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
}

test('a person signs in at the provider, sees the board under their name, and signs out of both', async ({
  page,
  context,
}) => {
  await page.goto(`${server.url}/#/sign-in`)
  await page.getByRole('link', { name: 'Sign in with Work' }).click()
  await expect(page).toHaveURL(new RegExp(`^${provider.issuer}/`))
  await signInThere(page)
  await expect(page).toHaveURL(new RegExp(`^${server.url}/`))
  await expect(page.getByText(/^Live/).first()).toBeVisible()
  const who = await page.evaluate(async () => (await fetch('/api/v2/session')).json())
  expect(who as Session).toMatchObject({ who: { name: 'Ana Lima', role: 'responder', way: 'openid' } })
  const cookies = await context.cookies(server.url)
  expect(cookies.find(({ name }) => name === '__Host-watchfloor')).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  })
  // Nothing of the provider's is anywhere that a page can read.
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  )
  expect(kept).not.toMatch(/eyJ|code=/)
  await page.reload()
  await expect(page.getByText(/^Live/).first()).toBeVisible()

  const out = await page.evaluate(async () => (await fetch('/api/v2/session', { method: 'DELETE' })).json())
  await page.goto((out as Session).next ?? '')
  await expect(page).toHaveURL(new RegExp(`^${provider.issuer}/session/end`))
  await page.getByRole('button', { name: /yes/i }).click()
  await expect(page).toHaveURL(new RegExp(`^${server.url}/`))
  const gone = await page.evaluate(async () => (await fetch('/api/v2/session')).json())
  expect(gone as Session).toMatchObject({ who: null })
})

test('a desk is let in by whoever signs in at the provider, in one go; no other page shows or answers the question', async ({
  page,
  context,
}) => {
  const brought = Promise.withResolvers<URLSearchParams>()
  const desk = createServer((request, response) => {
    brought.resolve(new URL(request.url ?? '', 'http://desk').searchParams)
    response.end('You may close this window.')
  })
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const ask = new URLSearchParams({
    port: String((desk.address() as AddressInfo).port),
    state: 'of-this-desk',
    challenge,
  })
  const question = `${server.url}/sign-in/desk?${ask}`
  try {
    await page.goto(question)
    await page.getByRole('link', { name: 'Sign in with Work' }).click()
    await signInThere(page)
    await expect(page.getByRole('heading', { name: /in as Ana Lima\?/ })).toBeVisible()

    // A page of another port of the same host: it neither frames the question nor reads it, nor leads anybody to it.
    const evil = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(`<!doctype html><iframe src="${question}"></iframe>
<a href="${question}">A kitten</a><form method="post" action="${server.url}/sign-in/desk">
<input name="question" value="x"><input name="answer" value="yes"><button>Win</button></form>`),
    )
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const other = await context.newPage()
    const address = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    await other.goto(address)
    const framed = other.frameLocator('iframe').getByText('Ana Lima')
    await expect(framed).toHaveCount(0)
    const read = await other.evaluate(
      (url) =>
        fetch(url, { credentials: 'include' }).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      question,
    )
    expect(read).not.toContain('Ana Lima')
    await other.getByRole('link', { name: 'A kitten' }).click()
    await expect(other.getByRole('heading', { name: 'Begin again in Watchfloor' })).toBeVisible()
    await other.goto(address)
    await other.getByRole('button', { name: 'Win' }).click()
    await expect(other.getByText(/is refused|only this server/)).toBeVisible()
    evil.closeAllConnections()
    evil.close()

    await page.getByRole('button', { name: 'Let it in' }).click()
    await expect(page.getByText('You may close this window.')).toBeVisible()
    const told = await brought.promise
    expect(told.get('state')).toBe('of-this-desk')
    const opened = await fetch(`${server.url}/api/v2/session/desk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: told.get('code'), verifier }),
    })
    const session = (await opened.json()) as DeskSession
    expect(session.principal).toMatchObject({ name: 'Ana Lima', way: 'openid' })
  } finally {
    desk.closeAllConnections()
    desk.close()
  }
})
