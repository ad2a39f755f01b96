import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

let folder: string
let server: ServerProcess

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const alerts = Array.from({ length: 120 }, (_, i) => ({
    labels: { alertname: `Alert${String(i).padStart(3, '0')}`, severity: 'high', service: `service-${i}` },
    annotations: { summary: `something is wrong with number ${i}`, description: 'line\n'.repeat(200) },
    endsAt,
  }))
  expect((await post(`${server.url}/api/v2/alerts`, alerts)).status).toBe(200)
  for (const comment of ['first of two', 'second of two']) {
    const silence = {
      matchers: [{ name: 'service', value: comment, isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt,
      createdBy: 'Ana',
      comment,
    }
    expect((await post(`${server.url}/api/v2/silences`, silence)).status).toBe(200)
  }
})
test.afterAll(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What has the keyboard: its part of the screen, or what it is. */
function keyboard(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (at === null || at === document.body) return 'nowhere'
    const part = at.closest<HTMLElement>('[data-region]')?.dataset.region
    return part ?? at.getAttribute('aria-label') ?? at.localName
  })
}

function scrolled(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate(({ scrollTop }) => Math.round(scrollTop))
}

async function open(page: Page): Promise<void> {
  await page.goto(server.url)
  await expect(page.getByText(/^Live/).first()).toBeVisible()
  await expect(
    page.getByText('Alert119', { exact: true }).or(page.getByText('Alert000')).first(),
  ).toBeVisible()
}

test('Space peeks and does not scroll; End and Home go far; a line out of sight is not acted on unseen', async ({
  page,
}) => {
  await open(page)
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  const peek = page.getByRole('status', { name: 'Peek' })
  await expect(peek).toBeVisible()
  expect(await scrolled(page, '[data-list]')).toBe(0)
  await page.keyboard.press('Escape')
  await expect(peek).toBeHidden()
  await page.keyboard.press('End')
  await expect.poll(() => scrolled(page, '[data-list]')).toBeGreaterThan(1_000)
  await page.keyboard.press('Home')
  await expect.poll(() => scrolled(page, '[data-list]')).toBe(0)
  await page.locator('[data-list]').evaluate((list) => list.scrollTo(0, 3_000))
  await expect.poll(() => scrolled(page, '[data-list]')).toBe(3_000)
  await page.keyboard.press('a')
  await expect(page.getByText(/was out of sight\. Press a again for it/)).toBeVisible()
  await expect.poll(() => scrolled(page, '[data-list]')).toBeLessThan(1_000)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('F6 goes round the parts, and back; in a detail arrows and Space scroll it, and Esc gives the list its keyboard back', async ({
  page,
}) => {
  await open(page)
  const parts: string[] = []
  for (let step = 0; step < 9; step++) {
    await page.keyboard.press('F6')
    parts.push(await keyboard(page))
  }
  expect(parts).toEqual(expect.arrayContaining(['Screens', 'Top bar', 'Filter', 'Alerts', 'Side rail']))
  const at = await keyboard(page)
  await page.keyboard.press('F6')
  await page.keyboard.press('Shift+F6')
  expect(await keyboard(page)).toBe(at)

  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect.poll(() => keyboard(page)).toBe('Detail')
  await page.keyboard.press('Space')
  await expect.poll(() => scrolled(page, '[data-region="Detail"]')).toBeGreaterThan(100)
  await page.keyboard.press('Escape')
  await expect.poll(() => keyboard(page)).toBe('Alerts')
})

test('ending a silence leaves the keyboard beside it, and nothing is ever left nowhere', async ({ page }) => {
  await page.goto(`${server.url}/#/silences`)
  const end = page.getByRole('button', { name: 'End silence first of two now' })
  await end.focus()
  await page.keyboard.press('Enter')
  await expect(end).toBeHidden()
  await expect.poll(() => keyboard(page)).toBe('Screen')
  const second = page.getByRole('button', { name: 'End silence second of two now' })
  await second.focus()
  await page.keyboard.press('Enter')
  await expect(second).toBeHidden()
  await expect.poll(() => keyboard(page)).not.toBe('nowhere')
})

test('a proposal takes the place of what was half typed, and the palette leads anywhere and gives the keyboard back', async ({
  page,
}) => {
  await open(page)
  await page.keyboard.press('/')
  await page.keyboard.type('service=service-11')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toMatch(/filter=service%3D%22service-11\d?%22$/)
  await page.keyboard.press('Escape')
  expect(await keyboard(page)).toBe('Alerts')
  await page.keyboard.press('\\')
  await expect.poll(() => page.url()).not.toContain('filter=')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What to do' }).fill('alert 057')
  await page.keyboard.press('Escape')
  await expect.poll(() => keyboard(page)).toBe('Alerts')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What to do' }).fill('alert057')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Alert057' })).toBeVisible()
})
