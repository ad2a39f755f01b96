import { expect, type Page, test } from '@playwright/test'
import type { HistoryPage } from '@watchfloor/contract'
import { post } from '../support/http/post.ts'
import { serverOfEach } from './server-of-each.ts'

const server = serverOfEach()

async function tell(alertname: string, isOver = false): Promise<void> {
  const endsAt = new Date(Date.now() + (isOver ? 0 : 3_600_000)).toISOString()
  const labels = { alertname, severity: 'critical', service: 'billing' }
  expect((await post(`${server.url}/api/v2/alerts`, [{ labels, endsAt }])).status).toBe(200)
}

async function events(query: string): Promise<HistoryPage['events']> {
  return ((await (await fetch(`${server.url}/api/v2/history?${query}`)).json()) as HistoryPage).events
}

/** Presses each, and says how many there were. */
async function press(page: Page, ...keys: readonly string[]): Promise<number> {
  for (const key of keys) await page.keyboard.press(key)
  return keys.length
}

const row = (page: Page, name: string) => page.locator('[data-item]', { hasText: name })
const badge = (page: Page) => page.getByRole('button', { name: /Viewing .* · live again: Esc/ })

test('looking back and returning: the board of then in its frame, with nothing that acts, and the same row afterwards', async ({
  page,
}) => {
  await tell('FirstTrouble')
  const [began] = await events('types=alert_created')
  await tell('FirstTrouble', true)
  await tell('SecondTrouble')
  await page.goto(`${server.url}/#/?group=alert`)
  await expect(row(page, 'SecondTrouble')).toBeVisible()
  await page.keyboard.press('j')
  const line = page.locator('[data-active]')
  await expect(line).toContainText('SecondTrouble')

  // Twenty minutes back and home again in six keys; what lies before the log says so.
  let keys = await press(page, 'g', 'h')
  await expect(page.getByRole('textbox', { name: 'Look at a moment' })).toBeFocused()
  keys += await press(page, '2', '0', 'Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be shown' })).toContainText('history begins')
  await expect(badge(page)).toBeVisible()
  keys += await press(page, 'Escape')
  expect(keys).toBeLessThanOrEqual(6)
  await expect(page).toHaveURL(/#\/\?group=alert$/)
  await expect(line).toContainText('SecondTrouble')
  await expect(badge(page)).toBeHidden()

  // The moment at which the first began, when there was no second.
  await press(page, 'g', 'h')
  await expect(page.getByRole('textbox', { name: 'Look at a moment' })).toBeFocused()
  await page.keyboard.type(began?.timestamp ?? '')
  await page.keyboard.press('Enter')
  await expect(row(page, 'FirstTrouble')).toBeVisible()
  await expect(row(page, 'SecondTrouble')).toBeHidden()
  await expect(page.locator('[data-past]').first()).toBeVisible()

  // Nothing can be done to what was, and a critical that comes meanwhile is told.
  await press(page, 'j', 'a')
  await expect(page.getByText(/You are looking back/).first()).toBeVisible()
  await tell('ThirdTrouble')
  await expect(page.getByText('ThirdTrouble').first()).toBeVisible()
  expect(await events('types=alert_acknowledged')).toEqual([])

  // From event to event, until the second is there.
  await press(page, '>')
  await expect(page.getByText(/FirstTrouble billing: resolved/)).toBeVisible()
  await press(page, '>')
  await expect(row(page, 'SecondTrouble')).toBeVisible()

  // Its detail is of then; Esc leaves it first, and then the past.
  await press(page, 'Home', 'Enter')
  await expect(page.getByRole('heading', { name: 'SecondTrouble' })).toBeVisible()
  await press(page, 'Escape', 'Escape')
  await expect(page).toHaveURL(/#\/\?group=alert$/)
  await expect(line).toContainText('SecondTrouble')
})

test('the timeline by the keyboard alone leads to what began, and each number of the statistics to its alerts', async ({
  page,
}) => {
  await tell('Noisy')
  await tell('Noisy', true)
  await tell('Noisy')
  await page.goto(`${server.url}/#/history`)
  const timeline = page.getByRole('slider')
  await timeline.focus()
  await press(page, 'ArrowUp', 'ArrowUp')
  // The last hour, by its minutes.
  await expect(timeline).toHaveAttribute('aria-valuemax', '59')
  await press(page, 'End', 'Shift+ArrowLeft')
  await expect(timeline).toHaveAttribute('aria-valuetext', /critical|none/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/from=.*&to=/)
  await expect(page.getByRole('row', { name: /Noisy/ })).toHaveCount(2)

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^watchfloor-.*\.csv$/)

  await page.locator('main').focus()
  await press(page, 'g', 't')
  await page.getByRole('region', { name: 'Noisiest alerts' }).getByRole('link', { name: '2' }).click()
  await expect(page.getByRole('row', { name: /Noisy/ })).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Remove alertname="Noisy"' })).toBeVisible()
})
