import { expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { serverOfEach } from './server-of-each.ts'

const server = serverOfEach()

interface Sent {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

async function send(alerts: readonly Sent[]): Promise<void> {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const response = await post(
    `${server.url}/api/v2/alerts`,
    alerts.map((alert) => ({ ...alert, endsAt })),
  )
  expect(response.status).toBe(200)
}

const SEVERITIES = ['critical', 'high', 'warning', 'info', 'odd'] as const

function fleet(count: number): readonly Sent[] {
  return Array.from({ length: count }, (_, i) => ({
    labels: {
      alertname: `Alert${i % 40}`,
      severity: i < 5 ? 'critical' : (SEVERITIES[1 + (i % 4)] as string),
      cluster: `c${i % 3}`,
      service: `service-${i}`,
    },
    annotations: { summary: `something is wrong with number ${i}` },
  }))
}

async function openBoard(page: Page): Promise<void> {
  await page.goto(server.url)
  await expect(page.getByText(/^Live/).first()).toBeVisible()
}

test('with nothing ever heard it says where it listens; the first alert takes its place without a reload', async ({
  page,
}) => {
  await page.goto(server.url)
  await expect(page.getByText(`Listening on ${server.url}. Nothing has ever arrived.`)).toBeVisible()
  await send([
    {
      labels: { alertname: 'First', severity: 'critical' },
      annotations: { summary: '<b>text</b>, never HTML' },
    },
  ])
  await expect(page.getByText('First', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('<b>text</b>, never HTML').first()).toBeVisible()
})

test('a acknowledges at once, the toast undoes it, and another desk sees both', async ({ page, browser }) => {
  await send([{ labels: { alertname: 'QueueLag', severity: 'critical', service: 'billing' } }])
  await openBoard(page)
  const other = await (await browser.newContext()).newPage()
  await other.goto(server.url)
  await expect(page.getByText('QueueLag', { exact: true }).first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await page.getByRole('dialog').getByRole('textbox').fill('Ana')
  await page.keyboard.press('Enter')
  await expect(other.getByText('Being handled', { exact: false }).first()).toBeVisible()
  await expect(other.getByText('Ana', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(other.getByText('Ana', { exact: true })).toHaveCount(0)
  await other.context().close()
})

test('five criticals among 2,000 alerts are in sight at once, and updates shift nothing', async ({
  page,
}) => {
  const alerts = fleet(2_000)
  await send(alerts)
  await openBoard(page)
  await expect(page.getByText('CRIT', { exact: true })).toHaveCount(5)
  await page.waitForFunction(() => document.fonts.status === 'loaded')
  await page.evaluate(() => {
    const watched = window as unknown as { shifts: number }
    watched.shifts = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.shifts += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift' })
  })
  await send(
    fleet(50).map(({ labels }) => ({
      labels: { ...labels, service: `${labels.service}-new`, severity: 'info' },
    })),
  )
  await expect(page.getByText(/2[,.\s]?050/).first()).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBeLessThan(0.01)
})
