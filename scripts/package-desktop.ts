import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { APP, ownVersion, writeDesktopApp } from './packaging/desktop-app.ts'
import { ELECTRON_DIST, makeDesktopFolder } from './packaging/desktop-folder.ts'
import { ROOT } from './run-command.ts'

// npm run package:desktop: the desktop app for Linux in one folder, in out/desktop/watchfloor.
// --app stops at the app without Electron, in out/desktop/app, which electron-builder packs on any system.
// --electron DIR takes Electron from there; --without-fuses is for one that has none; --version says another one than
// package.json.

const { values } = parseArgs({
  options: {
    app: { type: 'boolean', default: false },
    electron: { type: 'string', default: ELECTRON_DIST },
    'without-fuses': { type: 'boolean', default: false },
    version: { type: 'string' },
  },
})

async function packageDesktop(): Promise<string | undefined> {
  if (!(await writeDesktopApp(values.version ?? (await ownVersion())))) return undefined
  if (values.app) return APP
  const to = join(ROOT, 'out/desktop/watchfloor')
  const { electron } = values
  return (await makeDesktopFolder({ electron, to, hasFuses: !values['without-fuses'] })) ? to : undefined
}

const made = await packageDesktop()
if (made === undefined) process.exitCode = 1
else console.log(made)
