import { access, chmod, cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import { ROOT } from '../run-command.ts'
import { APP } from './desktop-app.ts'
import { setFuses } from './fuses.ts'

/** Where npm's Electron keeps what it has downloaded. */
export const ELECTRON_DIST: string = join(ROOT, 'node_modules/electron/dist')

export interface DesktopFolder {
  /** A folder as Electron's release for Linux has it. */
  readonly electron: string
  readonly to: string
  /** False for what has none, such as a stand-in. */
  readonly hasFuses: boolean
}

/** The whole program for Linux in one folder: Electron under our name, with the app as its one archive. */
export async function makeDesktopFolder({ electron, to, hasFuses }: DesktopFolder): Promise<boolean> {
  const isThere = await access(join(electron, 'electron')).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    console.error(
      `There is no Electron for Linux in ${electron}. "npx install-electron" downloads it there; --electron DIR names another folder.`,
    )
    return false
  }
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  await cp(electron, to, { recursive: true, verbatimSymlinks: true })
  await rename(join(to, 'electron'), join(to, 'watchfloor'))
  const trouble = hasFuses ? await setFuses(join(to, 'watchfloor')) : undefined
  if (trouble !== undefined) {
    console.error(trouble)
    return false
  }
  // What Electron shows when it is started without an app.
  await rm(join(to, 'resources/default_app.asar'), { force: true })
  await mkdir(join(to, 'resources'), { recursive: true })
  await createPackage(APP, join(to, 'resources/app.asar'))
  await chmod(join(to, 'watchfloor'), 0o755)
  return true
}
