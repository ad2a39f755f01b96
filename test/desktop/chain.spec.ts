import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { post } from '../support/http/post.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { countOf, expect, livePage, resolve, send, test } from './watched-desk.ts'

const RULES = `groups:
- name: lab
  rules:
  - alert: PaymentsDown
    expr: ${isMeasured('down')}
    labels: {severity: critical, service: payments}
    annotations: {summary: "3 of 4 <b>targets</b> down & out"}
`

test('a real Prometheus fires: notification, row, one press takes it, everybody sees it, and it ends', async ({
  launch,
  server,
  session,
  settingsOf,
  told,
  titles,
  inbox,
}, info) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-prometheus-'))
  const prometheus = await startPrometheus({
    folder,
    alertmanagers: [server.address],
    rules: RULES,
    measures: { down: 0 },
  })
  try {
    const app = await launch({ settings: settingsOf() })
    const page = await livePage(await app.page())
    await prometheus.measure({ down: 1 })
    const critical = await told('Critical · PaymentsDown')
    expect(critical).toMatchObject({
      appName: 'Watchfloor',
      urgency: 'critical',
      expireTimeout: 0,
      isSilent: false,
      body: expect.stringMatching(
        /^lab payments: 3 of 4 &lt;b&gt;targets&lt;\/b&gt; down &amp; out\. Since \d\d:\d\d\. Nobody has it\.$/,
      ),
    })
    expect(critical.actions.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Acknowledge', 'Open']),
    )
    await expect(page.getByText('PaymentsDown', { exact: true }).first()).toBeVisible()
    await session.screenshot(info.outputPath('told.png'))

    await session.press(critical.id, '0')
    await told('You have it · PaymentsDown')
    await expect(page.getByText('Ana', { exact: true }).first()).toBeVisible()
    const board = (await (await fetch(`${server.url}/api/v2/board`)).json()) as {
      readonly alerts: readonly { readonly acknowledged_by: { readonly name: string } | null }[]
    }
    expect(board.alerts.map(({ acknowledged_by }) => acknowledged_by?.name)).toEqual(['Ana'])

    await prometheus.measure({ down: 0 })
    await expect(page.getByText('Nothing needs you.')).toBeVisible({ timeout: 45_000 })
    expect(countOf(titles(), 'Critical · PaymentsDown')).toBe(1)
    expect((await inbox()).filter(({ kind }) => kind === 'alert')).toMatchObject([
      { reason: 'critical', decision: 'notify', outcome: 'acknowledged', is_read: true },
    ])
  } finally {
    await prometheus.program.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test('with a window that was never opened it is told all the same; a click opens the alert', async ({
  launch,
  server,
  session,
  settingsOf,
  told,
  tray,
}) => {
  const app = await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  expect(app.electron.windows()).toHaveLength(0)
  await send(server.url, [{ labels: { alertname: 'Night', service: 'night' } }])
  const critical = await told('Critical · Night')
  await expect.poll(async () => (await tray.item()).tooltip).toContain('1 critical')
  await session.press(critical.id)
  const page = await livePage(await app.page())
  await expect(page.getByRole('region', { name: 'Alert', exact: true })).toContainText('Night')
})

test('with the window closed it is told; the window comes back where it was, and still works', async ({
  launch,
  server,
  settingsOf,
  told,
  tray,
}) => {
  const app = await launch({ settings: settingsOf({ is_close_told: true }) })
  const page = await livePage(await app.page())
  const window = await app.electron.browserWindow(page)
  await window.evaluate((one) => one.setBounds({ x: 40, y: 60, width: 1100, height: 700 }))
  await window.evaluate((one) => one.close())
  expect(await window.evaluate((one) => one.isVisible())).toBe(false)
  await send(server.url, [{ labels: { alertname: 'Closed' } }])
  await told('Critical · Closed')
  await tray.press('Open Watchfloor')
  await expect.poll(() => window.evaluate((one) => one.isVisible())).toBe(true)
  await expect(page.getByText('Closed', { exact: true }).first()).toBeVisible()
  await app.close()
  const again = await launch()
  const reopened = await again.electron.browserWindow(await livePage(await again.page()))
  const bounds = await reopened.evaluate((one) => one.getBounds())
  expect(bounds).toMatchObject({ width: 1100, height: 700 })
})

test('taken or resolved elsewhere, it leaves the screen', async ({
  launch,
  server,
  session,
  settingsOf,
  told,
}) => {
  const app = await launch({ settings: settingsOf() })
  await livePage(await app.page())
  const [taken, over] = [
    { labels: { alertname: 'Taken' } },
    { labels: { alertname: 'Over', severity: 'high' } },
  ]
  await send(server.url, [taken])
  const first = await told('Critical · Taken')
  const board = (await (await fetch(`${server.url}/api/v2/board`)).json()) as {
    readonly alerts: readonly { readonly fingerprint: string; readonly life: string }[]
  }
  const [alert] = board.alerts
  const answer = await post(`${server.url}/api/v2/alerts/${alert?.fingerprint}/acknowledge`, {
    life: alert?.life,
    name: 'Priya',
  })
  expect(answer.status).toBe(200)
  const isGone = (id: number) => () => session.history().find((one) => one.id === id)?.isWithdrawn
  await expect.poll(isGone(first.id)).toBe(true)

  // Nothing high is told while the board lies open in front of somebody.
  const window = await app.electron.browserWindow(await app.page())
  await window.evaluate((one) => one.hide())
  await send(server.url, [over])
  const second = await told('High · Over')
  await resolve(server.url, [over])
  await expect.poll(isGone(second.id)).toBe(true)
})
