import { BUDGET } from '../support/chance.ts'
import { ELECTRON_KIND } from '../support/desktop/electron-kind.ts'
import { openFaultProxy } from '../support/network/fault-proxy.ts'
import { countOf, expect, livePage, resolve, send, test } from './watched-desk.ts'

test('the server is killed and comes back: nothing lost, nothing twice, and the board says what it is meanwhile', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
  inbox,
}) => {
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  await send(server.url, [{ labels: { alertname: 'Before' } }])
  await told('Critical · Before')
  await server.kill()
  await expect(page.getByText('Not receiving · server does not answer').first()).toBeVisible()
  await server.restart()
  await send(server.url, [{ labels: { alertname: 'Before' } }, { labels: { alertname: 'After' } }])
  await told('Critical · After')
  await livePage(page)
  await expect(page.getByText('CRIT', { exact: true })).toHaveCount(2)
  expect(countOf(titles(), 'Critical · Before')).toBe(1)
  expect(countOf(titles(), 'Critical · After')).toBe(1)
  expect((await inbox()).filter(({ kind }) => kind === 'alert').map(({ title }) => title)).toEqual([
    'Critical · Before',
    'Critical · After',
  ])
})

test('refused, and every night then swallowed by a black hole: told after 30 s, once each; then what came meanwhile', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
}) => {
  test.setTimeout(240_000)
  const proxy = await openFaultProxy({ target: server.url })
  try {
    const app = await launch({ settings: settingsOf({ server: proxy.url }) })
    const page = await livePage(await app.page())
    await proxy.refuse()
    await expect(page.getByText('Not receiving · server does not answer').first()).toBeVisible()
    const blind = await told('You are not receiving alerts')
    expect(blind).toMatchObject({
      urgency: 'critical',
      isSilent: false,
      body: expect.stringMatching(
        /^Since (\w+ \d+ \w+, )?\d\d:\d\d:\d\d\. Server does not answer\. Retrying\.$/,
      ),
    })
    await send(server.url, [{ labels: { alertname: 'Meanwhile' } }])
    await proxy.restore()
    const again = await told('Receiving again')
    expect(again.body).toMatch(/^Blind .+\. 1 critical arrived meanwhile\.$/)
    await told('Critical · Meanwhile')

    // Another minute in which everything waits; every day test/faults/client-outages.test.ts is in a hole, for less.
    if (BUDGET < 1) return
    proxy.stall()
    await expect(page.getByText(/^Not receiving/).first()).toBeVisible({ timeout: 45_000 })
    await expect.poll(() => countOf(titles(), 'You are not receiving alerts'), { timeout: 45_000 }).toBe(2)
    await send(server.url, [{ labels: { alertname: 'Unseen' } }])
    await resolve(server.url, [{ labels: { alertname: 'Unseen' } }])
    await proxy.restore()
    await expect.poll(() => countOf(titles(), 'Receiving again'), { timeout: 60_000 }).toBe(2)
    await livePage(page)
    expect(countOf(titles(), 'Critical · Meanwhile')).toBe(1)
    expect(countOf(titles(), 'Critical · Unseen')).toBe(0)
  } finally {
    await proxy.close()
  }
})

test('killed between "asked" and "shown", it asks again at the next start, exactly once', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
  inbox,
}) => {
  test.skip(ELECTRON_KIND !== 'stand-in', 'only the stand-in can be told to hold a notification back')
  const first = await launch({ settings: settingsOf() })
  await livePage(await first.page())
  await send(server.url, [{ labels: { alertname: 'Shown' } }])
  await told('Critical · Shown')
  await expect
    .poll(async () => (await inbox()).find(({ title }) => title === 'Critical · Shown')?.outcome)
    .toBe('shown')
  await first.close()

  const held = await launch({ env: { STAND_IN_NOTIFY: 'hold' } })
  await livePage(await held.page())
  await send(server.url, [{ labels: { alertname: 'Asked' } }])
  const asked = async () => (await inbox()).find(({ title }) => title === 'Critical · Asked')
  await expect.poll(async () => (await asked())?.outcome).toBe('asked')
  const row = await asked()
  await held.kill()
  expect(countOf(titles(), 'Critical · Asked')).toBe(0)

  const last = await launch()
  await livePage(await last.page())
  await told('Critical · Asked')
  await expect.poll(async () => (await asked())?.outcome).toBe('shown')
  expect((await asked())?.id).toBe(row?.id)
  expect(countOf(titles(), 'Critical · Asked')).toBe(1)
  expect(countOf(titles(), 'Critical · Shown')).toBe(1)
})

test('without a daemon nothing is lost: it is asked again when there is one, and the board says so meanwhile', async ({
  launch,
  server,
  session,
  settingsOf,
  told,
  titles,
  inbox,
}) => {
  test.setTimeout(120_000)
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  await session.stopDaemon()
  await send(server.url, [{ labels: { alertname: 'Unheard' } }])
  const row = async () => (await inbox()).find(({ title }) => title === 'Critical · Unheard')
  await expect.poll(async () => (await row())?.outcome).toBe('failed')
  await expect(page.getByText(/^cannot notify/).first()).toBeVisible()
  await session.startDaemon()
  await told('Critical · Unheard')
  await expect.poll(async () => (await row())?.outcome).toBe('shown')
  expect(countOf(titles(), 'Critical · Unheard')).toBe(1)
})

test('started while the server is down: the saved board at once, stamped; then live, with what was missed', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
}, info) => {
  const first = await launch({ settings: settingsOf() })
  await livePage(await first.page())
  await send(server.url, [{ labels: { alertname: 'Kept' } }])
  await told('Critical · Kept')
  await first.close()
  await server.kill()

  const app = await launch()
  const page = await app.page()
  await expect(page.getByText(/^Saved board from \d\d:\d\d\. Not receiving\.$/)).toBeVisible()
  await expect(page.getByText('Kept', { exact: true }).first()).toBeVisible()
  await page.screenshot({ path: info.outputPath('saved-board.png') })
  await server.restart()
  await send(server.url, [{ labels: { alertname: 'Missed' } }])
  await told('Critical · Missed')
  await livePage(page)
  await expect(page.getByText(/^Saved board/)).toHaveCount(0)
  expect(countOf(titles(), 'Critical · Kept')).toBe(1)
})

test('another server under the same address is met, not mistaken for the old one', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
}) => {
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  await send(server.url, [{ labels: { alertname: 'Old' } }])
  await told('Critical · Old')
  await server.kill()
  await server.restart({ emptied: true })
  await send(server.url, [{ labels: { alertname: 'Other' } }])
  await expect
    .poll(() => titles().filter((title) => /^(Connected|Critical · Other)/.test(title)).length)
    .toBe(2)
  await expect(page.getByText('Other', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('Old', { exact: true })).toHaveCount(0)
})

test('asleep for a while: on waking the board is asked for at once, and nothing is told twice', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
}) => {
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  await send(server.url, [{ labels: { alertname: 'Early' } }])
  await told('Critical · Early')
  await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'))
  await send(server.url, [{ labels: { alertname: 'Asleep' } }])
  await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
  await told('Critical · Asleep')
  await livePage(page)
  await send(server.url, [{ labels: { alertname: 'Awake' } }])
  await told('Critical · Awake')
  expect(
    titles()
      .filter((title) => title.startsWith('Critical'))
      .sort(),
  ).toEqual(['Critical · Asleep', 'Critical · Awake', 'Critical · Early'])
})
