import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { createToken, typeToken } from '../support/programs/type-token.ts'
import { launchUnderName } from './under-name.ts'

let folder: string
let server: ServerProcess

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(folder, {
    env: { WATCHFLOOR_SIGN_IN: 'tokens', WATCHFLOOR_HOSTS: 'console.test' },
  })
})

test.afterAll(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in to receive.' }).click()
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('a browser signs in with a token, keeps none of it, acts under its name, and signs out', async ({
  page,
  context,
}) => {
  const [ana, sender] = [
    await createToken(folder, 'Ana Lima', 'responder'),
    await createToken(folder, 'Prometheus', 'ingest'),
  ]
  const sent = await fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sender}`, 'content-type': 'application/json' },
    body: '[{"labels":{"alertname":"Guarded","severity":"critical"}}]',
  })
  expect(sent.status).toBe(200)

  await page.goto(server.url)
  await expect(page.getByText('Guarded')).toHaveCount(0)
  await page.getByRole('link', { name: 'Sign in to receive.' }).click()
  await page.getByLabel('Token').fill(`${ana}x`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText(/not known here, or was revoked/)).toBeVisible()
  await page.getByLabel('Token').fill(ana)
  // Another tab waits, too.
  const other = await context.newPage()
  await other.goto(server.url)
  await expect(other.getByRole('link', { name: 'Sign in to receive.' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  for (const tab of [page, other]) {
    await expect(tab.getByText('Guarded', { exact: true }).first()).toBeVisible()
    await expect(tab.getByText(/^Live/).first()).toBeVisible()
  }

  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  )
  expect(kept).not.toContain(ana.slice(4))
  const [cookie] = await context.cookies(server.url)
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' })
  expect(cookie?.value).not.toBe(ana)

  // Whatever name a page gives, what is done bears the one that the server knows.
  const taken = await page.evaluate(async () => {
    const board = (await (await fetch('/api/v2/board')).json()) as { alerts: { fingerprint: string }[] }
    const path = `/api/v2/alerts/${board.alerts[0]?.fingerprint}/acknowledge`
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'Somebody Else' })
    return (await fetch(path, { method: 'POST', headers, body })).json() as Promise<object>
  })
  expect(taken).toMatchObject({ acknowledged_by: { name: 'Ana Lima' } })

  await page.goto(`${server.url}/#/sign-in`)
  await expect(page.getByText('Ana Lima').first()).toBeVisible()
  await expect(page.getByText('who may take, silence and end alerts')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByLabel('Token')).toBeVisible()
  expect(await context.cookies(server.url)).toEqual([])
  // Its session is over for whoever kept the cookie, too; the other tab hears it within seconds.
  const stale = await fetch(`${server.url}/api/v2/board`, {
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  })
  expect(stale.status).toBe(401)
  await expect(other.getByRole('link', { name: 'Sign in to receive.' })).toBeVisible()
})

test('a token that is revoked takes the sessions with it that it opened', async ({ page }) => {
  await page.goto(server.url)
  await signIn(page, await createToken(folder, 'Bo Berg', 'viewer'))
  await expect(page.getByText(/^Live/).first()).toBeVisible()
  const id = /(\w+) {2}viewer.*Bo Berg/.exec((await typeToken(folder, 'list')).stdout)?.[1] ?? ''
  expect((await typeToken(folder, 'revoke', id)).code).toBe(0)
  await expect(page.getByRole('link', { name: 'Sign in to receive.' })).toBeVisible()
})

test('an administrator makes a token, which is shown once, and revokes it; a viewer is told that it is not theirs', async ({
  browser,
}) => {
  const context = await browser.newContext({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(server.url)
  await signIn(page, await createToken(folder, 'Cem Arslan', 'admin'))
  await expect(page.getByText(/^Live/).first()).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByText('you, here')).toBeVisible()
  await page.getByRole('button', { name: 'New token…' }).click()
  await page.getByLabel('Name').fill('Dana Weiss')
  await page.getByRole('radio', { name: 'viewer' }).check()
  await page.getByRole('button', { name: 'Make the token' }).click()
  const shown = page.getByText(/^wfl_/)
  const token = (await shown.textContent()) ?? ''
  const asked = (): Promise<number> =>
    fetch(`${server.url}/api/v2/board`, { headers: { authorization: `Bearer ${token}` } }).then(
      ({ status }) => status,
    )
  expect(await asked()).toBe(200)
  const seen = await new AxeBuilder({ page }).analyze()
  expect(seen.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.goBack()
  await expect(page.getByText('Dana Weiss')).toBeVisible()
  await expect(shown).toHaveCount(0)

  const other = await browser.newContext()
  const viewer = await other.newPage()
  await viewer.goto(`${server.url}/#/silences`)
  await viewer.getByRole('link', { name: 'Sign in', exact: true }).click()
  await viewer.getByLabel('Token').fill(token)
  await viewer.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(viewer.getByRole('heading', { name: 'Silences', exact: true })).toBeVisible()
  await viewer.keyboard.press('s')
  await expect(viewer.getByText(/Your role is viewer/)).toBeVisible()
  await viewer.goto(`${server.url}/#/access`)
  await expect(viewer.getByText(/this needs an administrator/)).toBeVisible()
  await viewer.goto(`${server.url}/#/silences`)

  await page.getByRole('button', { name: 'Revoke the token of Dana Weiss…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('Dana Weiss')).toHaveCount(0)
  expect(await asked()).toBe(401)
  // What is signed in with it is out, too, and back where it was once it is signed in again.
  await viewer.getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(viewer.getByText(/Your session ended at \d\d:\d\d\. Sign in again/)).toBeVisible()
  expect(new URL(viewer.url()).hash).toBe('#/sign-in?to=%2Fsilences')

  // All of it was noted, and can be taken away.
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('button', { name: /Cem Arslan.*token\.revoke.*done/ }).click()
  await expect(page.getByRole('row', { name: /^name.*Dana Weiss/ })).toBeVisible()
  await page.getByRole('button', { name: 'Check the chain' }).click()
  await expect(page.getByText(/^Whole: /)).toBeVisible()
  const log = await new AxeBuilder({ page }).analyze()
  expect(log.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toContain('token.revoke')
  await Promise.all([context.close(), other.close()])
})

test('over plain http from elsewhere, where browsers keep no session, the page says so and asks for no token', async ({
  playwright,
  launchOptions,
}) => {
  const browser = await launchUnderName(playwright, launchOptions, 'console.test')
  try {
    const page = await browser.newPage()
    await page.goto(`${server.url.replace('127.0.0.1', 'console.test')}/#/sign-in`)
    await expect(page.getByText(/browsers keep no session for it/)).toBeVisible()
    await expect(page.getByLabel('Token')).toHaveCount(0)
  } finally {
    await browser.close()
  }
})

test('a server that is open to everybody says so on every screen', async ({ page }) => {
  const data = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  const open = await startServerProcess(data, {
    listen: '0.0.0.0:0',
    env: { WATCHFLOOR_INSECURE_OPEN: 'true' },
  })
  try {
    for (const place of ['', '#/silences', '#/health']) {
      await page.goto(`${open.url}/${place}`)
      await expect(page.getByText('This server is open to everybody who reaches it.')).toBeVisible()
    }
    await page.goto(`${server.url}/#/sign-in`)
    await expect(page.getByText('This server is open to everybody')).toHaveCount(0)
  } finally {
    await open.program.stop()
    await rm(data, { recursive: true, force: true })
  }
})
