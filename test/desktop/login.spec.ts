import { execFileSync } from 'node:child_process'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProgram } from '../support/programs/program.ts'
import { expect, livePage, send, test } from './watched-desk.ts'

test('starting at login is an entry of the desktop, which starts the app without a window', async ({
  launch,
  session,
  server,
  settingsOf,
  userData,
  told,
}) => {
  const entry = join(session.env.XDG_CONFIG_HOME ?? '', 'autostart/io.watchfloor.Watchfloor.desktop')
  const isThere = (): Promise<boolean> =>
    access(entry).then(
      () => true,
      () => false,
    )
  const app = await launch({ settings: settingsOf() })
  const page = await livePage(await app.page())
  await page.getByRole('link', { name: /^Settings/ }).click()
  const box = page.getByRole('switch', { name: 'Start when I sign in' })
  await box.click({ force: true })
  await expect.poll(isThere).toBe(true)
  await app.close()

  const [, line = ''] = /^Exec=(.*)$/m.exec(await readFile(entry, 'utf8')) ?? []
  const command = `exec ${line.replaceAll('\\\\', '\\').replaceAll('%%', '%')} "$@"`
  const args = ['--no-sandbox', `--user-data-dir=${userData}`]
  const started = startProgram('sh', ['-c', command, 'session', ...args], { env: session.env })
  try {
    await send(server.url, [{ labels: { alertname: 'WithoutWindow' } }])
    await told('Critical · WithoutWindow')
    const windows = execFileSync('xwininfo', ['-root', '-tree'], { env: session.env, encoding: 'utf8' })
    expect(windows).not.toMatch(/Watchfloor": /)
  } finally {
    await started.stop()
  }

  const again = await launch()
  const settings = await livePage(await again.page())
  await settings.getByRole('link', { name: /^Settings/ }).click()
  const checked = settings.getByRole('switch', { name: 'Start when I sign in' })
  await expect(checked).toBeChecked()
  await checked.click({ force: true })
  await expect.poll(isThere).toBe(false)
})
