import { expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { serverOfEach } from './server-of-each.ts'

const server = serverOfEach()

/** Alerts of one rack, warnings unless said otherwise. */
async function fire(from: number, count: number, rack: string, severity = 'warning'): Promise<void> {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const alerts = Array.from({ length: count }, (_, n) => ({
    labels: {
      alertname: severity === 'critical' ? 'PaymentsDown' : 'NodeDown',
      severity,
      rack,
      host: `h${from + n}`,
    },
    endsAt,
  }))
  expect((await post(`${server.url}/api/v2/alerts`, alerts)).status).toBe(200)
}

/** A keyboard that counts what is pressed. */
function counted(page: Page) {
  let keys = 0
  return {
    count: () => keys,
    press: async (key: string): Promise<void> => {
      keys++
      await page.keyboard.press(key)
    },
    type: async (text: string): Promise<void> => {
      keys += text.length
      await page.keyboard.type(text)
    },
  }
}

/** The number that is asked for. */
async function askedNumber(page: Page): Promise<string> {
  const label = await page.getByText(/^Type \d+ to go on$/).textContent()
  return /\d+/.exec(label ?? '')?.[0] ?? ''
}

test('in a storm the noise of a filter is silenced with at most 25 keys beside the comment, and a critical that joins asks anew', async ({
  page,
}) => {
  await fire(0, 600, 'rack-7')
  await fire(600, 3, 'rack-7', 'critical')
  await fire(700, 150, 'rack-9')
  let next = 1_000
  const storm = setInterval(() => void fire(next++, 1, 'rack-7').catch(() => {}), 100)
  try {
    await page.addInitScript(() => localStorage.setItem('watchfloor.name', 'Ana'))
    await page.goto(`${server.url}/#/?filter=${encodeURIComponent('rack="rack-7"')}`)
    await expect(page.getByText('NodeDown').first()).toBeVisible()
    const view = page.url()
    const keys = counted(page)
    await keys.press('Control+a')
    await keys.press('s')
    await expect(page.getByLabel('Comment')).toBeFocused()
    const asked = await askedNumber(page)
    // Every critical that would be hidden is named.
    await expect(page.getByText('This hides 3 critical alerts that nobody has: PaymentsDown.')).toBeVisible()
    await page.keyboard.type('rack-7 lost its power')
    await keys.press('Enter')
    await expect(page.getByLabel(`Type ${asked} to go on`)).toBeFocused()
    // More have come meanwhile; the number that was shown first still counts.
    await expect(page.getByText(new RegExp(`^Hides (?!${asked} )\\d+ now`))).toBeVisible()
    await keys.type(asked)
    await keys.press('Enter')
    await expect(page.getByText('Silenced for 2 h.')).toBeVisible()
    expect(page.url()).toBe(view)
    expect(keys.count()).toBeLessThanOrEqual(25)
    // The keyboard is in the list again, and all of it is undone by one key.
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
    await keys.press('Control+z')
    await expect(page.getByText('Silence ended. Its alerts are back.')).toBeVisible()
  } finally {
    clearInterval(storm)
  }

  // A critical that joins is asked about anew: the number that was typed for less counts no more.
  await page.goto(`${server.url}/#/silences/new?filter=${encodeURIComponent('rack="rack-9"')}`)
  await page.getByLabel('Comment').fill('rack-9 is next')
  expect(await askedNumber(page)).toBe('150')
  await page.getByLabel('Type 150 to go on').fill('150')
  const make = page.getByRole('button', { name: /^Silence / })
  await expect(make).toBeEnabled()
  await fire(800, 1, 'rack-9', 'critical')
  await expect(page.getByLabel('Type 151 to go on')).toBeVisible()
  await expect(make).toBeDisabled()
  await expect(page.getByText('This hides a critical alert that nobody has: PaymentsDown.')).toBeVisible()
  // It can be kept in sight, and with it goes what was said of it.
  await page.getByRole('button', { name: 'Keep PaymentsDown visible' }).click()
  await expect(page.getByLabel('Type 150 to go on')).toBeVisible()
  await expect(page.getByText(/This hides a critical/)).toBeHidden()
})
