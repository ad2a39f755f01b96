import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { countOf, expect, livePage, send, test } from './watched-desk.ts'

test('2,000 alerts of one cause and five criticals: the five on their own, the rest in one, every one accounted for', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
  inbox,
  tray,
}, info) => {
  const app = await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  const rest = Array.from({ length: 1_995 }, (_, n) => ({
    labels: {
      alertname: 'NodeDown',
      severity: 'high',
      cluster: 'eu-1',
      rack: 'rack-7',
      service: `service-${n}`,
    },
  }))
  for (let n = 0; n < 5; n++) {
    await send(server.url, rest.slice(n * 399, (n + 1) * 399))
    await send(server.url, [{ labels: { alertname: `Down${n}`, cluster: 'eu-1', service: `payments-${n}` } }])
  }
  for (let n = 0; n < 5; n++) await told(`Critical · Down${n}`)
  const ofAlerts = async () => (await inbox()).filter(({ kind }) => kind === 'alert')
  await expect.poll(async () => (await ofAlerts()).length).toBe(2_000)

  // What the daemon showed, what the inbox says, and what the server holds are the same.
  const rows = await ofAlerts()
  const single = rows.filter(({ decision }) => decision === 'notify').map(({ title }) => title)
  expect(
    titles()
      .filter((title) => /^(Critical|High) ·/.test(title))
      .sort(),
  ).toEqual([...single].sort())
  for (let n = 0; n < 5; n++) expect(countOf(titles(), `Critical · Down${n}`)).toBe(1)
  expect(titles().filter((title) => title.startsWith('Storm:'))).toHaveLength(1)
  const board = (await (await fetch(`${server.url}/api/v2/board`)).json()) as {
    readonly alerts: readonly { readonly fingerprint: string; readonly life: string }[]
  }
  const lives = (list: readonly { fingerprint: string; life: string }[]) =>
    list.map(({ fingerprint, life }) => `${fingerprint} ${life}`).sort()
  expect(lives(rows.flatMap(({ alerts }) => alerts))).toEqual(lives(board.alerts))
  await expect.poll(async () => (await tray.item()).tooltip).toContain('5 critical')

  await tray.press('Open Watchfloor')
  const page = await livePage(await app.page())
  await expect(page.getByText('CRIT', { exact: true })).toHaveCount(5)
  await page.screenshot({ path: info.outputPath('storm.png') })
  await page.evaluate(() => {
    location.hash = '#/inbox'
  })
  await expect(page.getByRole('heading', { name: 'What I was told' })).toBeVisible()
  await page.screenshot({ path: info.outputPath('storm-inbox.png') })
})

test('twenty criticals at once: five on their own, the others in one that lives', async ({
  launch,
  server,
  session,
  settingsOf,
  told,
  inbox,
}) => {
  await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  const all = Array.from({ length: 20 }, (_, n) => ({ labels: { alertname: `Down${n}`, cluster: 'eu-1' } }))
  await send(server.url, all.slice(0, 12))
  const flood = await told(/^12 critical · newest Down\d+ eu-1$/)
  expect(flood.body).toMatch(/Nobody has 12\.$/)
  await send(server.url, all.slice(12))
  await told(/^20 critical · newest Down\d+ eu-1$/)
  await expect.poll(() => session.history().find(({ id }) => id === flood.id)?.isWithdrawn).toBe(true)
  const rows = (await inbox()).filter(({ kind }) => kind === 'alert')
  expect(rows.filter(({ decision }) => decision === 'notify')).toHaveLength(5)
  expect(rows.filter(({ reason }) => reason === 'in_flood')).toHaveLength(15)
})

/** Rules that fire at once: many of one cause, and five criticals. */
function stormRules(): string {
  const rule = (alert: string, labels: string): string =>
    `  - {alert: ${alert}, expr: '${isMeasured('storm')}', labels: {${labels}}, annotations: {summary: "it is down"}}`
  const high = Array.from({ length: 300 }, (_, n) => rule('NodeDown', `severity: high, service: s${n}`))
  const critical = Array.from({ length: 5 }, (_, n) => rule(`Down${n}`, 'severity: critical'))
  return ['groups:', '- name: storm', '  rules:', ...high, ...critical, ''].join('\n')
}

test('a storm from a real Prometheus, the server killed in the middle of it: daemon, inbox and server agree', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
  inbox,
}) => {
  test.setTimeout(150_000)
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-prometheus-'))
  const prometheus = await startPrometheus({
    folder,
    alertmanagers: [server.address],
    rules: stormRules(),
    measures: { storm: 0 },
  })
  try {
    await launch({ settings: settingsOf(), args: ['--hidden'] })
    await told(/^Connected/)
    await prometheus.measure({ storm: 1 })
    await told(/^(High|Critical|Storm)/)
    await server.kill()
    await server.restart()
    for (let n = 0; n < 5; n++) await told(`Critical · Down${n}`)
    const board = async () =>
      (await (await fetch(`${server.url}/api/v2/board`)).json()) as {
        readonly alerts: readonly { readonly fingerprint: string; readonly life: string }[]
      }
    await expect.poll(async () => (await board()).alerts.length, { timeout: 60_000 }).toBe(305)
    const lives = async () =>
      (await board()).alerts.map(({ fingerprint, life }) => `${fingerprint} ${life}`).sort()
    const listed = async () =>
      (await inbox())
        .filter(({ kind }) => kind === 'alert')
        .flatMap(({ alerts }) => alerts.map(({ fingerprint, life }) => `${fingerprint} ${life}`))
        .sort()
    const held = await lives()
    await expect.poll(listed).toEqual(held)
    for (let n = 0; n < 5; n++) expect(countOf(titles(), `Critical · Down${n}`)).toBe(1)
    expect(titles().filter((title) => title.startsWith('High')).length).toBeLessThanOrEqual(10)
  } finally {
    await prometheus.program.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
