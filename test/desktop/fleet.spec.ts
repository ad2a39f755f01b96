import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { post } from '../support/http/post.ts'
import { expect, livePage, test as onServer, send } from './watched-desk.ts'

const test = onServer.extend<{
  readonly policy: { readonly file: string; write(settings: object): Promise<void> }
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  policy: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-etc-'))
    const file = join(folder, 'desktop.json')
    await use({
      file,
      write: (settings) => writeFile(file, JSON.stringify({ version: 1, settings }), { mode: 0o644 }),
    })
    await rm(folder, { recursive: true })
  },
})

/** Asks main as the page would, behind the screen's back. */
const CHANGE = `window.watchfloor.changeSettings({ server: 'http://127.0.0.1:1', name: 'Eve' })`

test('an administrator’s file gives the server and locks it; a person sees so, and main holds it', async ({
  launch,
  server,
  policy,
}, info) => {
  // Only root's file counts, and the tests of another user cannot make one.
  test.skip(process.getuid?.() !== 0, 'needs root')
  await policy.write({
    server: { value: server.url, locked: true },
    notification_text: { value: 'private', locked: true },
    quiet_hours: { value: { from: '22:00', to: '07:00' } },
  })
  const env = { WATCHFLOOR_POLICY_FILE: policy.file }
  const settings = { version: 1, name: 'Ana', server: 'http://127.0.0.1:2', is_welcomed: true }
  const app = await launch({ env, settings })
  const page = await livePage(await app.page())
  expect(await page.evaluate(CHANGE)).toMatchObject({ ok: false, reason: 'forbidden' })
  await page.evaluate(() => {
    location.hash = '#/settings'
  })
  await expect(page.getByText('Set by your administrator')).toHaveCount(2)
  await expect(page.getByRole('group', { name: 'Address' })).toContainText(server.url)
  await page.screenshot({ path: info.outputPath('locked.png') })
  await page.getByRole('switch', { name: 'Quiet hours' }).press(' ')
  await page.getByRole('textbox', { name: 'Display name' }).fill('Berta')
  await page.getByRole('textbox', { name: 'Display name' }).blur()
  await expect(page.getByText('You are Berta.')).toBeVisible()
  await app.close()

  const again = await (await launch({ env })).page()
  await livePage(again)
  await again.evaluate(() => {
    location.hash = '#/settings'
  })
  await expect(again.getByRole('switch', { name: 'Quiet hours' })).not.toBeChecked()
  await expect(again.getByRole('textbox', { name: 'Display name' })).toHaveValue('Berta')
})

test('a file that anybody could have written is said, and nothing of it counts', async ({
  launch,
  server,
  settingsOf,
  policy,
}) => {
  await policy.write({ server: { value: 'http://127.0.0.1:1', locked: true } })
  await chmod(policy.file, 0o666)
  const app = await launch({ env: { WATCHFLOOR_POLICY_FILE: policy.file }, settings: settingsOf() })
  const page = await livePage(await app.page())
  await expect(page.getByText(/administrator’s settings do not count.*desktop\.json/)).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#/settings'
  })
  await expect(page.getByText('Set by your administrator')).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'Address' })).toContainText(server.url)
})

test('a join link brings a new desk to the server: shown whole, asked, and of no use twice', async ({
  launch,
  start,
  server,
}, info) => {
  const answer = await post(`${server.url}/api/v2/join-links`, {})
  const { link } = (await answer.json()) as { readonly link: string }
  const app = await launch({ args: [link] })
  const page = await app.page()
  await expect(page.getByRole('heading', { name: 'Join this server?' })).toBeVisible()
  await expect(page.getByText(server.address, { exact: true })).toBeVisible()
  await page.screenshot({ path: info.outputPath('join.png') })
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByText('2 of 4')).toBeVisible()

  // The link again, and a new one of another server: nothing is replaced before it is asked.
  await (await start({ args: [link] })).exited
  await expect(page.getByText('This desk watches it already')).toBeVisible()
  const other = link.replace(encodeURIComponent(server.url), encodeURIComponent('http://localhost:9'))
  await (await start({ args: [other] })).exited
  await expect(page.getByRole('note')).toContainText(server.url)
  await page.screenshot({ path: info.outputPath('replace.png') })
  await page.getByRole('button', { name: 'Join and replace' }).click()
  await expect(page.getByText(/^Not joined · server does not answer/)).toBeVisible()
  await page.getByRole('button', { name: 'Not now' }).click()
  const again = await page.evaluate(`window.watchfloor.join({
    invitation: { server: ${JSON.stringify(server.url.replace('127.0.0.1', 'localhost'))}, code: ${JSON.stringify(link.slice(-43))} },
    replaces: ${JSON.stringify(server.url)},
  })`)
  expect(again).toMatchObject({ ok: false, code: 'used' })
})

test('a report is made from the settings, shown in the file manager, and names no alert', async ({
  launch,
  server,
  settingsOf,
  told,
  userData,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-open-'))
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> ${folder}/opened\n`, { mode: 0o755 })
  const env = { PATH: [folder, process.env.PATH ?? ''].join(delimiter) }
  const app = await launch({ settings: settingsOf(), env })
  const page = await livePage(await app.page())
  await send(server.url, [{ labels: { alertname: 'NobodysBusiness' } }])
  await told('Critical · NobodysBusiness')
  await page.evaluate(() => {
    location.hash = '#/settings'
  })
  await page.getByRole('button', { name: 'Make a report' }).click()
  await expect(page.getByText(/^Made: .*Read it before you send it\.$/)).toBeVisible()
  await expect
    .poll(() => readFile(join(folder, 'opened'), 'utf8').catch(() => ''))
    .toContain(join(userData, 'reports/watchfloor-report-'))
  const [report = ''] = await readdir(join(userData, 'reports'))
  const names = await readdir(join(userData, 'reports', report))
  expect(names).toContain('README.txt')
  for (const name of names)
    expect(await readFile(join(userData, 'reports', report, name), 'utf8')).not.toContain('NobodysBusiness')
  await rm(folder, { recursive: true })
})
