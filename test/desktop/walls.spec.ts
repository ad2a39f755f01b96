import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, livePage, send, test } from './watched-desk.ts'

test('the page has one frozen bridge, and nothing else of this computer', async ({ launch, settingsOf }) => {
  const page = await livePage(await (await launch({ settings: settingsOf() })).page())
  const found = await page.evaluate(async () => {
    type Call = (input: unknown) => Promise<unknown>
    const { watchfloor: bridge } = window as unknown as { watchfloor: Record<string, Call> & { on: object } }
    const call = (name: string, input: unknown): Promise<unknown> =>
      bridge[name]?.(input) ?? Promise.resolve('none')
    return {
      isFrozen: Object.isFrozen(bridge) && Object.isFrozen(bridge.on),
      names: Object.keys(bridge).sort(),
      pushes: Object.keys(bridge.on).sort(),
      globals: ['require', 'process', 'module', 'ipcRenderer', 'electron', '__dirname'].filter(
        (name) => name in window,
      ),
      badPath: await call('request', { path: 'http://127.0.0.1:1/api/v2/' }),
      outside: await call('request', { path: '/metrics' }),
      climbing: await call('request', { path: '/api/v2/../../metrics' }),
      encoded: await call('request', { path: '/api/v2/%2e%2e/%2e%2e/metrics' }),
      extra: await call('since', { cursor: null, more: true }),
      settings: await call('changeSettings', { server: 'file:///etc/passwd' }),
      fingerprint: await call('acknowledge', { fingerprint: '../../x', request: {} }),
      byHand: await call('resolve', { fingerprint: '../../x', request: { name: 'Ana' } }),
    }
  })
  expect(found.isFrozen).toBe(true)
  expect(found.globals).toEqual([])
  expect(found.names).toEqual(
    [
      'acknowledge',
      'changeSettings',
      'inbox',
      'installUpdate',
      'join',
      'lookForUpdate',
      'makeReport',
      'on',
      'readInbox',
      'request',
      'resolve',
      'saveHandover',
      'seen',
      'setToken',
      'signIn',
      'signOut',
      'since',
      'start',
      'stopSigningIn',
      'testNotification',
      'testServer',
      'unacknowledge',
    ].sort(),
  )
  expect(found.pushes).toEqual(['desk', 'goTo', 'inboxRows', 'live'])
  for (const name of [
    'badPath',
    'outside',
    'climbing',
    'encoded',
    'extra',
    'settings',
    'fingerprint',
    'byHand',
  ] as const) {
    expect(found[name], name).toMatchObject({ ok: false, reason: 'invalid' })
  }
})

test('no script but our own runs, nothing is fetched from the page, nothing leads away', async ({
  launch,
  server,
  settingsOf,
  told,
}) => {
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  const address = await page.evaluate(() => location.href)
  const found = await page.evaluate(async (url) => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    setTimeout('window.evaluated = true')
    await new Promise((resolve) => setTimeout(resolve, 50))
    return {
      injected: 'injected' in window,
      evaluated: 'evaluated' in window,
      fetched: await fetch(url).then(
        () => 'fetched',
        () => 'refused',
      ),
      opened: window.open('https://example.com') === null,
    }
  }, server.url)
  expect(found).toEqual({ injected: false, evaluated: false, fetched: 'refused', opened: true })
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await send(server.url, [{ labels: { alertname: 'StillHere' } }])
  await told('Critical · StillHere')
  await expect(page.getByText('StillHere', { exact: true }).first()).toBeVisible()
  expect(await page.evaluate(() => location.href)).toBe(address)
  expect(app.electron.windows()).toHaveLength(1)
})

test('links of alerts go to the browser through one door, and only http(s) ones', async ({
  launch,
  server,
  settingsOf,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-browser-'))
  const opened = join(folder, 'opened.txt')
  // Stands in for the system's browser.
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> ${opened}\n`)
  await chmod(join(folder, 'xdg-open'), 0o755)
  const app = await launch({
    settings: settingsOf(),
    env: { PATH: [folder, process.env.PATH ?? ''].join(delimiter) },
  })
  const page = await livePage(await app.page())
  const runbook_url = 'https://runbooks.example.com/payments?step=1'
  await send(server.url, [
    { labels: { alertname: 'Linked' }, annotations: { runbook_url, description: 'see javascript:alert(1)' } },
  ])
  await page.getByText('Linked', { exact: true }).first().click()
  await page.keyboard.press('Enter')
  await page
    .getByRole('link', { name: /runbooks\.example\.com/ })
    .first()
    .click()
  await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(`${runbook_url}\n`)
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://a:b@example.com/',
    'watchfloor://board',
  ]) {
    await page.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      link.target = '_blank'
      document.body.append(link)
      link.click()
    }, address)
  }
  await page
    .getByRole('link', { name: /runbooks\.example\.com/ })
    .first()
    .click()
  await expect.poll(() => readFile(opened, 'utf8')).toBe(`${runbook_url}\n${runbook_url}\n`)
  expect(app.electron.windows()).toHaveLength(1)
})
