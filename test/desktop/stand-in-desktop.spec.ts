import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from '../support/desktop/desktop-test.ts'
import { ELECTRON_KIND } from '../support/desktop/electron-kind.ts'
import { startTrayHost } from '../support/desktop/tray-host.ts'
import { FIXTURE_APP as app, readyPage } from './fixture-desk.ts'

/** Two by two points: red, green; blue, and half white. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAGElEQVR4nGP8z8Dwn/E/AwMTI8N/EGwEADeVBoGUN/LCAAAAAElFTkSuQmCC'

test('the tray is in the panel, with its picture, text and menu; what is pressed there comes back', async ({
  launch,
  tray,
}) => {
  const desk = await launch({ app })
  await desk.electron.evaluate(({ Tray, Menu, nativeImage }, picture) => {
    const pressed: string[] = []
    const icon = new Tray(nativeImage.createFromBuffer(Buffer.from(picture, 'base64')))
    icon.setToolTip('3 critical')
    icon.on('click', () => pressed.push('icon'))
    icon.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open && see', click: () => pressed.push('open') },
        { type: 'separator' },
        { label: 'Pause', submenu: [{ label: '1 hour', click: () => pressed.push('1 hour') }] },
        { label: 'Sound_on', type: 'checkbox', checked: true },
        { label: 'Not now', enabled: false },
      ]),
    )
    Object.assign(globalThis, { icon, pressed })
  }, PICTURE)
  await expect.poll(async () => (await tray.item()).tooltip).toBe('3 critical')
  const item = await tray.item()
  expect(item).toMatchObject({ status: 'Active', icon: { width: 2, height: 2 } })
  expect(item.icon?.pixels.toString('hex')).toBe('ffff0000ff00ff00ff0000ff80ffffff')
  expect(await tray.menu()).toMatchObject([
    { label: 'Open & see', enabled: true, type: 'standard', checked: undefined },
    { type: 'separator' },
    { label: 'Pause', children: [{ label: '1 hour' }] },
    { label: 'Sound_on', checked: true },
    { label: 'Not now', enabled: false },
  ])
  await tray.press('1 hour')
  await tray.press('Open & see')
  await tray.click()
  const pressed = (): Promise<string[]> =>
    desk.electron.evaluate(() => (globalThis as unknown as { pressed: string[] }).pressed)
  await expect.poll(pressed).toEqual(['1 hour', 'open', 'icon'])
  await desk.kill()
  await expect.poll(() => tray.count()).toBe(0)
})

test('without a panel the tray is nowhere, and nothing fails; a panel that comes again gets it again', async ({
  launch,
  session,
}) => {
  const desk = await launch({ app })
  const make = (): Promise<void> =>
    desk.electron.evaluate(({ Tray, nativeImage }) => {
      const icon = new Tray(nativeImage.createEmpty())
      icon.setToolTip('here')
      Object.assign(globalThis, { icon })
    })
  await make()
  const before = await startTrayHost(session.busAddress)
  await make()
  expect((await before.item()).tooltip).toBe('here')
  await before.stop()
  const after = await startTrayHost(session.busAddress)
  expect((await after.item()).tooltip).toBe('here')
  await after.stop()
})

test('the scheme that main chooses reaches the page', async ({ launch }) => {
  const desk = await launch({ app })
  const page = await readyPage(desk)
  const isDark = (): Promise<boolean> =>
    page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  for (const source of ['dark', 'light', 'dark'] as const) {
    const found = await desk.electron.evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted
      return nativeTheme.shouldUseDarkColors
    }, source)
    expect(found).toBe(source === 'dark')
    await expect.poll(isDark).toBe(source === 'dark')
  }
})

test('links are left to the desktop', async ({ launch, userData }) => {
  const folder = join(dirname(userData), 'bin')
  const opened = join(dirname(userData), 'opened')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`)
  await chmod(join(folder, 'xdg-open'), 0o755)
  const desk = await launch({ app, env: { PATH: `${folder}${delimiter}${process.env.PATH}` } })
  await desk.electron.evaluate(({ shell }) => shell.openExternal('https://runbook.invalid/a?b=c&d'))
  await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe('https://runbook.invalid/a?b=c&d')
})

test('secrets are kept for the next start, and not without a store', async ({ launch }) => {
  test.skip(ELECTRON_KIND === 'real', 'needs a keyring of the desktop')
  const first = await launch({ app })
  const sealed = await first.electron.evaluate(async ({ safeStorage }) => {
    const bytes = await safeStorage.encryptStringAsync('token')
    return { bytes: bytes.toString('base64'), backend: safeStorage.getSelectedStorageBackend() }
  })
  expect(sealed.backend).toBe('gnome_libsecret')
  expect(Buffer.from(sealed.bytes, 'base64').toString('latin1')).not.toContain('token')
  await first.close()
  const second = await launch({ app })
  const opened = await second.electron.evaluate(
    ({ safeStorage }, bytes) => safeStorage.decryptStringAsync(Buffer.from(bytes, 'base64')),
    sealed.bytes,
  )
  expect(opened).toEqual({ result: 'token', shouldReEncrypt: false })
  await second.close()
  const third = await launch({ app, env: { STAND_IN_SECRETS: 'none' } })
  const isThere = await third.electron.evaluate(({ safeStorage }) => safeStorage.isAsyncEncryptionAvailable())
  expect(isThere).toBe(false)
})

test('a page may do what main allows it', async ({ launch }) => {
  const desk = await launch({ app })
  const page = await readyPage(desk)
  const found = await desk.electron.evaluate(async ({ session, BrowserWindow }) => {
    const asked: string[] = []
    session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
      asked.push(`${permission} ${origin}`)
      return permission === 'clipboard-sanitized-write'
    })
    await BrowserWindow.getAllWindows()[0]?.loadURL('fixture://page/index.html')
    return asked
  })
  const state = (name: string): Promise<string> =>
    page.evaluate(
      async (one) => (await navigator.permissions.query({ name: one as PermissionName })).state,
      name,
    )
  // The page has only just loaded again.
  await expect(async () => {
    expect([await state('notifications'), await state('geolocation')]).toEqual(['denied', 'denied'])
  }).toPass()
  if (ELECTRON_KIND === 'stand-in') expect(found).toContain('notifications fixture://page/')
})
