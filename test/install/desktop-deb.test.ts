import { execFile } from 'node:child_process'
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractFile } from '@electron/asar'
import { PNG } from 'pngjs'
import { beforeAll, expect, test } from 'vitest'
import { APP_ID } from '../../src/main/electron/app-identity.ts'
import { freshRoot, inside, patientlyInside } from '../support/deploy/debian-root.ts'
import {
  DESKTOP,
  type DesktopRoot,
  ensureDesktop,
  type Started,
  startDesktopRoot,
} from '../support/deploy/desktop-root.ts'
import { makeStandInDist } from '../support/desktop/stand-in-dist.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const ENTRY = `/usr/share/applications/${APP_ID}.desktop`
const ICONS = 'usr/share/icons/hicolor'
/** How long Debian's archive may take, ms. */
const ARCHIVE_MS = 300_000

const WINDOW_MS = 120_000

beforeAll(ensureDesktop, 1_800_000)

/** Makes the package, of a folder that has Electron's place. */
const make = (electron: string, ...args: readonly string[]) =>
  run(process.execPath, ['scripts/package-desktop-deb.ts', '--electron', electron, ...args], {
    cwd: repository,
  })

async function packaged(electron: string, version: string): Promise<string> {
  const args = ['--without-fuses', '--version', version, '--to', await tempDir()]
  return (await make(electron, ...args)).stdout.trim()
}

/** As a person does who has downloaded it: with what it depends on, from Debian's archive. */
async function install(root: string, file: string): Promise<void> {
  await copyFile(file, join(root, 'tmp/watchfloor.deb'))
  const apt = ['apt-get', 'install', '-qy', '--no-install-recommends', '/tmp/watchfloor.deb']
  await patientlyInside(ARCHIVE_MS, root, ...apt)
}

/** Starting takes a busy machine long; what was printed meanwhile is told with the failure. */
const windowOf = (desk: DesktopRoot, wished: boolean, started?: Started): Promise<true> =>
  until(
    `the window to be ${wished ? 'there' : 'gone'}`,
    async () =>
      (await desk.windows()).some((title) => title.endsWith('Watchfloor')) === wished ? true : undefined,
    WINDOW_MS,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${started?.program.output() ?? ''}`)
  })

const installedVersion = (root: string): string => {
  const archive = join(root, 'usr/lib/watchfloor-desktop/resources/app.asar')
  return (JSON.parse(extractFile(archive, 'package.json').toString()) as { version: string }).version
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

test("the desktop's package is installed on a desktop, started by its entry, reached by a link, upgraded and removed", async () => {
  const electron = join(await tempDir(), 'electron')
  await makeStandInDist(electron)
  const [older, newer] = [await packaged(electron, '0.1.0'), await packaged(electron, '0.1.1')]
  const root = await freshRoot(DESKTOP)
  await patientlyInside(ARCHIVE_MS, root, 'apt-get', '-q', 'update')
  await install(root, older)
  const desk = await startDesktopRoot(root)

  // What systems read of it
  await desk.run('desktop-file-validate', ENTRY)
  await desk.run('appstreamcli', 'validate', '--no-net', `/usr/share/metainfo/${APP_ID}.metainfo.xml`)
  expect(await desk.run('xdg-mime', 'query', 'default', 'x-scheme-handler/watchfloor')).toBe(
    `${APP_ID}.desktop\n`,
  )
  for (const size of ['16x16', '48x48', '128x128', '256x256', '512x512']) {
    const { width, height } = PNG.sync.read(await readFile(join(root, ICONS, size, `apps/${APP_ID}.png`)))
    expect(`${width}x${height}`).toBe(size)
  }

  // Started without a window, as at login, it gets one when somebody follows a link
  const settings = join(desk.home, '.config/Watchfloor/settings.json')
  const hidden = desk.start('watchfloor', '--hidden')
  const inbox = join(desk.home, '.config/Watchfloor/inbox.jsonl')
  await until('the app to run', async () => {
    const { child, output } = hidden.program
    if (child.exitCode !== null) throw new Error(`the app ended:\n${output()}`)
    return (await isThere(inbox)) ? true : undefined
  })
  await desk.run('xdg-open', 'watchfloor://inbox')
  await windowOf(desk, true, hidden)
  await hidden.end()
  await windowOf(desk, false)

  // An upgrade keeps what the person has set
  const mine = `${JSON.stringify({ version: 1, name: 'Ana' })}\n`
  await writeFile(settings, mine)
  await install(root, newer)
  expect(installedVersion(root)).toBe('0.1.1')
  const launched = desk.start('gtk-launch', APP_ID)
  await windowOf(desk, true, launched)
  expect(await readFile(settings, 'utf8')).toBe(mine)

  // So does its removal, which says so
  const removed = await inside(root, 'dpkg', '-r', 'watchfloor')
  expect(removed).toContain('settings and inbox of Watchfloor stay, in ~/.config/Watchfloor')
  expect(await readFile(settings, 'utf8')).toBe(mine)
  expect(await desk.run('xdg-mime', 'query', 'default', 'x-scheme-handler/watchfloor')).toBe('')
  expect(await isThere(join(root, 'usr/lib/watchfloor-desktop'))).toBe(false)
})

test('without Electron, or with one whose fuses cannot be set, the packaging ends with a sentence', async () => {
  const folder = await tempDir()
  const refusal = (): Promise<string> =>
    make(folder, '--to', folder).then(
      () => 'made',
      ({ stderr }: { readonly stderr: string }) => stderr.trim().replace(/^Building .*\n/, ''),
    )
  expect(await refusal()).toMatch(/^There is no Electron for Linux in .* names another folder\.$/)
  await writeFile(join(folder, 'electron'), '#!/bin/sh\n')
  expect(await refusal()).toMatch(/^The fuses of .*watchfloor cannot be set, so it is not packaged: [^\n]*$/)
})
