import { chmod, copyFile, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { parseArgs } from 'node:util'
import { APP_ID } from '../src/main/electron/app-identity.ts'
import { APP, ownVersion, writeDesktopApp } from './packaging/desktop-app.ts'
import { ELECTRON_DIST, makeDesktopFolder } from './packaging/desktop-folder.ts'
import { LICENCES_FILE } from './packaging/licences.ts'
import { ROOT, runCommand } from './run-command.ts'

// npm run package:desktop:deb: the desktop app's package for Debian and Ubuntu, in out/.
// --electron DIR takes Electron from there, whose processor --arch says (amd64, arm64); --without-fuses is for one that
// has none; --version says another one than package.json, --to another folder.

const { values } = parseArgs({
  options: {
    electron: { type: 'string', default: ELECTRON_DIST },
    arch: { type: 'string', default: process.arch === 'arm64' ? 'arm64' : 'amd64' },
    'without-fuses': { type: 'boolean', default: false },
    version: { type: 'string' },
    to: { type: 'string', default: join(ROOT, 'out') },
  },
})
const SOURCES = join(ROOT, 'deploy/desktop')
const TREE = join(ROOT, 'out/desktop/deb')
const FOLDER = 'usr/lib/watchfloor-desktop'

/** By Debian Policy 5.3; the libraries are what Electron is linked to, or loads, on Debian 12 and later. */
function control(version: string): string {
  return `Package: watchfloor
Version: ${version}
Architecture: ${values.arch}
Maintainer: Watchfloor <maintainers@watchfloor.invalid>
Depends: libgtk-3-0 | libgtk-3-0t64, libnotify4, libnss3, libxss1, libxtst6, libatspi2.0-0 | libatspi2.0-0t64, libuuid1, libgbm1, libasound2 | libasound2t64, libsecret-1-0, xdg-utils, desktop-file-utils, hicolor-icon-theme
Recommends: libayatana-appindicator3-1, gnome-keyring | kwalletmanager
Section: net
Priority: optional
Description: real-time operations console for alerts, desktop app
 Shows every alert as it changes and raises notifications for what needs a person.
 It needs a Watchfloor server.
`
}

async function put(from: string, to: string, mode = 0o644): Promise<void> {
  const place = join(TREE, to)
  await mkdir(dirname(place), { recursive: true })
  await copyFile(from, place)
  await chmod(place, mode)
}

/** Those that the theme has a place for. */
async function putIcons(): Promise<void> {
  for (const file of await readdir(join(SOURCES, 'icons'))) {
    if (Number.parseInt(file, 10) > 512) continue
    await put(join(SOURCES, 'icons', file), `usr/share/icons/hicolor/${parse(file).name}/apps/${APP_ID}.png`)
  }
}

/** As Chromium's sandbox needs it where ordinary people may not make user namespaces; only root can have it so. */
async function readySandbox(): Promise<void> {
  const sandbox = join(TREE, FOLDER, 'chrome-sandbox')
  if ((await stat(sandbox).catch(() => undefined)) !== undefined) await chmod(sandbox, 0o4755)
}

async function packageDeb(): Promise<string | undefined> {
  const version = values.version ?? (await ownVersion())
  if (!(await writeDesktopApp(version))) return undefined
  await rm(TREE, { recursive: true, force: true })
  const { electron } = values
  const to = join(TREE, FOLDER)
  if (!(await makeDesktopFolder({ electron, to, hasFuses: !values['without-fuses'] }))) return undefined
  // By it the app knows how it came onto the computer, as electron-builder's packages do.
  await writeFile(join(to, 'resources/package-type'), 'deb')
  await put(join(SOURCES, `${APP_ID}.desktop`), `usr/share/applications/${APP_ID}.desktop`)
  await put(join(SOURCES, `${APP_ID}.metainfo.xml`), `usr/share/metainfo/${APP_ID}.metainfo.xml`)
  await put(join(ROOT, 'LICENSE'), 'usr/share/doc/watchfloor/copyright')
  await put(join(APP, LICENCES_FILE), `usr/share/doc/watchfloor/${LICENCES_FILE}`)
  await put(join(SOURCES, 'postrm'), 'DEBIAN/postrm', 0o755)
  await putIcons()
  await mkdir(join(TREE, 'usr/bin'), { recursive: true })
  await symlink('../lib/watchfloor-desktop/watchfloor', join(TREE, 'usr/bin/watchfloor'))
  await writeFile(join(TREE, 'DEBIAN/control'), control(version))
  await runCommand('chmod', ['-R', 'u=rwX,go=rX', TREE])
  await readySandbox()
  const file = join(values.to, `watchfloor_${version}_${values.arch}.deb`)
  const args = ['--root-owner-group', '-Zzstd', '--build', TREE, file]
  return (await runCommand('dpkg-deb', args, { quiet: true })) === 0 ? file : undefined
}

const made = await packageDeb()
if (made === undefined) process.exitCode = 1
else console.log(made)
