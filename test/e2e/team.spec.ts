import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

let folder: string
let server: ServerProcess

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const labels = { alertname: 'QueueLag', severity: 'critical', service: 'billing' }
  expect((await post(`${server.url}/api/v2/alerts`, [{ labels, endsAt }])).status).toBe(200)
})

test.afterEach(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A browser of somebody's own, on the alert's line. */
async function boardOf(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext()
  await context.addInitScript((given) => localStorage.setItem('watchfloor.name', given), name)
  const page = await context.newPage()
  await page.goto(server.url)
  await expect(page.getByText('QueueLag', { exact: true }).first()).toBeVisible()
  await page.keyboard.press('j')
  return page
}

/** Presses a key that asks something, and waits until the answer can be typed. */
async function ask(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await expect(page.locator('[role="dialog"] :focus')).toBeVisible()
}

test('two browsers see each other’s acknowledgement, note and hand-over, and nobody asks for it', async ({
  browser,
}) => {
  const [ana, tom] = [await boardOf(browser, 'Ana'), await boardOf(browser, 'Tom')]

  await ask(ana, 'Shift+A')
  await ana.keyboard.press('ArrowDown')
  await ana.keyboard.press('Tab')
  await ana.keyboard.type('looking at the consumers')
  await ana.keyboard.press('Enter')
  await expect(tom.getByText('Ana took it').first()).toBeVisible()

  await tom.keyboard.press('Enter')
  await expect(
    tom.getByText(/Ana has it since .* until it gets worse. “looking at the consumers”/),
  ).toBeVisible()
  await ask(ana, 'n')
  await ana.keyboard.type('three consumers restarted')
  await ana.keyboard.press('Enter')
  await expect(tom.getByText('three consumers restarted').first()).toBeVisible()
  await expect(tom.getByText(/Note by Ana: “three consumers restarted”/)).toBeVisible()

  await ask(ana, 'Shift+H')
  await ana.keyboard.type('Tom')
  await ana.keyboard.press('Enter')
  await expect(tom.getByText('Ana hands over to you').first()).toBeVisible()
  await tom.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Accept' }).click()
  await expect(ana.getByText('Tom accepted QueueLag. They have it now.').first()).toBeVisible()
  await expect(tom.getByText(/Firing for .* Tom has it\./)).toBeVisible()

  await tom.keyboard.press('Control+z')
  await expect(ana.getByText('Tom hands over to you: QueueLag')).toBeVisible()
})

test('two who take it within a second both see who has it, and the second may take it over', async ({
  browser,
}) => {
  const pages = [await boardOf(browser, 'Ana'), await boardOf(browser, 'Tom')] as const
  await Promise.all(pages.map((page) => page.keyboard.press('a')))
  const tooLate = (page: Page) => page.getByText(/^(Ana|Tom) acknowledged this \d+ s before you\.$/)
  const first = await Promise.race(
    pages.map(async (page, index) => {
      await expect(page.getByText('You have QueueLag.')).toBeVisible()
      return index
    }),
  )
  const [winner, loser] = first === 0 ? pages : [pages[1], pages[0]]
  await expect(tooLate(loser)).toBeVisible()
  await expect(loser.getByRole('button', { name: 'OK', exact: true })).toBeVisible()
  await loser.getByRole('button', { name: 'Hand over to me' }).click()
  await expect(loser.getByText(/^You have QueueLag, from (Ana|Tom)\.$/)).toBeVisible()
  await expect(winner.getByText(/^(Ana|Tom) took QueueLag over from you\.$/)).toBeVisible()
})
