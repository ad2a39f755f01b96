import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { APP_ID } from '../../src/main/electron/app-identity.ts'
import { SCHEME } from '../../src/main/window/own-page.ts'

const root = join(import.meta.dirname, '../..')
const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

interface Builder {
  readonly appId: string
  readonly productName: string
  readonly electronVersion: string
  readonly afterPack: string
  readonly icon: string
  readonly protocols: readonly { readonly schemes: readonly string[] }[]
  readonly nsis: { readonly shortcutName: string; readonly include: string }
  readonly mac: { readonly entitlements: string; readonly entitlementsInherit: string }
}

const builder = async (): Promise<Builder> => parse(await text('electron-builder.yml')) as Builder
const manifest = async () =>
  JSON.parse(await text('package.json')) as {
    readonly productName: string
    readonly devDependencies: Readonly<Record<string, string>>
  }

test('every package is of the Electron that the tests run on', async () => {
  expect((await builder()).electronVersion).toBe((await manifest()).devDependencies.electron)
})

test('the app has one name, one identity and one scheme, wherever a system reads them', async () => {
  const { appId, productName, protocols, nsis } = await builder()
  expect([appId, productName, nsis.shortcutName]).toEqual([
    APP_ID,
    (await manifest()).productName,
    (await manifest()).productName,
  ])
  expect(protocols.map(({ schemes }) => schemes)).toEqual([[SCHEME]])
  const entry = await text(`deploy/desktop/${APP_ID}.desktop`)
  expect(entry).toMatch(new RegExp(`^MimeType=x-scheme-handler/${SCHEME};$`, 'm'))
  for (const key of ['Icon', 'StartupWMClass']) expect(entry).toContain(`\n${key}=${APP_ID}\n`)
  const metainfo = await text(`deploy/desktop/${APP_ID}.metainfo.xml`)
  expect(metainfo).toContain(`<id>${APP_ID}</id>`)
  expect(metainfo).toContain(`<launchable type="desktop-id">${APP_ID}.desktop</launchable>`)
  const installer = await text('deploy/desktop/installer.nsh')
  expect(installer).toContain(`"Software\\Classes\\${SCHEME}"`)
  // By its identity Electron names what starts at login.
  expect(installer).toContain(`CurrentVersion\\Run" "${APP_ID}"`)
})

test('every file that the packages are made of is there', async () => {
  const { afterPack, icon, nsis, mac } = await builder()
  for (const file of [afterPack, icon, nsis.include, mac.entitlements, mac.entitlementsInherit]) {
    await access(join(root, file))
  }
})

test('each icon is as large as it is named, round at its corners and whole at its edges', async () => {
  const files = await readdir(join(root, 'deploy/desktop/icons'))
  expect(files).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '1024x1024.png']))
  for (const file of files) {
    const { width, height, data } = PNG.sync.read(await readFile(join(root, 'deploy/desktop/icons', file)))
    const alpha = (x: number, y: number): number => data[(y * width + x) * 4 + 3] ?? 0
    const [middle, end, inset] = [width >> 1, width - 1, Math.ceil(width / 32)]
    const corners = [alpha(0, 0), alpha(end, end)]
    const edges = [
      alpha(middle, inset),
      alpha(middle, end - inset),
      alpha(inset, middle),
      alpha(end - inset, middle),
    ]
    expect([file, `${width}x${height}.png`, corners]).toEqual([file, file, [0, 0]])
    expect(Math.min(...edges)).toBe(255)
  }
})
