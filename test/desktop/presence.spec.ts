import { expect, livePage, send, test } from './watched-desk.ts'

async function fingerprintOf(url: string): Promise<string> {
  const board = (await (await fetch(`${url}/api/v2/board`)).json()) as {
    readonly alerts: readonly { readonly fingerprint: string }[]
  }
  return board.alerts[0]?.fingerprint ?? ''
}

test('the tray works without a window: what needs somebody, taking it, pausing, opening, quitting', async ({
  launch,
  server,
  settingsOf,
  told,
  titles,
  tray,
}) => {
  const app = await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  const labels = async (): Promise<readonly string[]> => (await tray.menu()).map(({ label }) => label)
  await expect.poll(async () => (await labels())[0]).toMatch(/^Live · .* · nothing needs you$/)
  const idle = (await tray.item()).icon
  await send(server.url, [{ labels: { alertname: 'PaymentsDown', cluster: 'eu-1', service: 'payments' } }])
  await told('Critical · PaymentsDown')
  await expect.poll(labels).toContain('Critical · PaymentsDown · eu-1 payments')
  const critical = (await tray.item()).icon
  expect(critical?.pixels.equals(idle?.pixels ?? Buffer.alloc(0))).toBe(false)
  expect(await app.electron.evaluate(({ app }) => app.getBadgeCount())).toBe(1)

  await tray.press('Acknowledge')
  await told('You have it · PaymentsDown')
  await expect.poll(async () => (await labels()).some((label) => label.startsWith('Critical'))).toBe(false)

  await tray.press('Pause 15 min')
  await expect
    .poll(labels)
    .toContainEqual(
      expect.stringMatching(/^Resume notifications \(paused until (\w+ \d+ \w+, )?\d\d:\d\d\)$/),
    )
  const paused = (await tray.item()).icon
  expect(paused?.pixels.equals(idle?.pixels ?? Buffer.alloc(0))).toBe(false)
  await send(server.url, [{ labels: { alertname: 'Held' } }])
  await expect.poll(async () => (await tray.item()).tooltip).toContain('1 critical')
  expect(titles()).not.toContain('Critical · Held')
  const resume = (await labels()).find((label) => label.startsWith('Resume')) ?? ''
  await tray.press(resume)
  await told('Critical · Held')

  await tray.press('Open Watchfloor')
  await livePage(await app.page())
  await tray.press('Quit: you will not be told')
  expect(await app.exited).toBe(0)
  expect(tray.count()).toBe(0)
})

test('cut off, the tray says so by its shape, and the menu in words', async ({
  launch,
  server,
  settingsOf,
  told,
  tray,
}) => {
  await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  const before = (await tray.item()).icon
  await server.kill()
  await expect.poll(async () => (await tray.menu())[0]?.label).toBe('Not receiving · server does not answer')
  expect((await tray.item()).icon?.pixels.equals(before?.pixels ?? Buffer.alloc(0))).toBe(false)
})

test('without a panel everything else goes on', async ({ launch, server, settingsOf, told }) => {
  const app = await launch({ settings: settingsOf() })
  await livePage(await app.page())
  await send(server.url, [{ labels: { alertname: 'NoPanel' } }])
  await told('Critical · NoPanel')
})

test('a second start shows the first one; a link opens its alert, in the running app and in a new one', async ({
  launch,
  start,
  server,
  settingsOf,
  told,
}) => {
  const app = await launch({ settings: settingsOf(), args: ['--hidden'] })
  await told(/^Connected/)
  await send(server.url, [{ labels: { alertname: 'Linked' } }])
  await told('Critical · Linked')
  const link = `watchfloor://alert/${await fingerprintOf(server.url)}`
  const second = await start({ args: [link] })
  expect(await second.exited).toBe(0)
  const page = await livePage(await app.page())
  await expect(page.getByRole('region', { name: 'Alert', exact: true })).toContainText('Linked')
  await (await start({ args: ['watchfloor://inbox'] })).exited
  await expect(page.getByRole('heading', { name: 'What I was told' })).toBeVisible()
  await (await start({ args: ['watchfloor://quit/now?x=<b>'] })).exited
  await expect(page.getByRole('heading', { name: 'This link leads nowhere here' })).toBeVisible()
  await expect(page.getByText('watchfloor://quit/now?x=<b>')).toBeVisible()
  await (await start({ args: ['watchfloor://board?filter=alertname%3D~%22(%22'] })).exited
  await expect(page.getByRole('heading', { name: 'Part of this filter cannot be read' })).toBeVisible()
  await app.close()

  const again = await launch({ args: [link] })
  await expect((await again.page()).getByRole('region', { name: 'Alert', exact: true })).toContainText(
    'Linked',
  )
})

test('closing the window for the first time says that the app goes on; quitting quits', async ({
  launch,
  settingsOf,
  told,
  titles,
}) => {
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  const window = await app.electron.browserWindow(page)
  await window.evaluate((one) => one.close())
  await told('Watchfloor keeps running')
  await window.evaluate((one) => one.show())
  await window.evaluate((one) => one.close())
  await app.close()
  expect(await app.exited).toBe(0)
  expect(titles().filter((title) => title === 'Watchfloor keeps running')).toHaveLength(1)
})

test('the page crashes: it comes back once by itself, and alerts are told meanwhile', async ({
  launch,
  server,
  settingsOf,
  told,
}) => {
  const app = await launch({ settings: settingsOf() })
  await livePage(await app.page())
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
  })
  await send(server.url, [{ labels: { alertname: 'Crashed' } }])
  await told('Critical · Crashed')
  // Playwright gives a page up that crashed, so it is asked through main.
  const text = (): Promise<string> =>
    app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]
        ?.webContents.executeJavaScript('document.body.innerText')
        .catch(String),
    )
  await expect.poll(text).toContain('Crashed')
})
