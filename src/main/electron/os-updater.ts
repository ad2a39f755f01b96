import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { createElectronUpdater } from '../updates/electron-updater.ts'
import { type PackageKind, packageKind } from '../updates/package-kind.ts'
import { UPDATE_KEYS } from '../updates/update-keys.ts'
import type { Updater } from '../updates/updater.ts'

/** A clone is tried with a key of its own; whoever starts an installed app cannot choose another. */
function keyOfClone({ isPackaged }: Pick<App, 'isPackaged'>): string | undefined {
  return isPackaged ? undefined : process.env.WATCHFLOOR_UPDATE_KEY
}

/** Public halves of the keys that may sign updates of this app. */
export function ownUpdateKeys(app: Pick<App, 'isPackaged'>): readonly string[] {
  const key = keyOfClone(app)
  return key === undefined ? UPDATE_KEYS : [key]
}

/** How this app was installed, by what its package left beside it. */
export async function ownPackageKind(app: Pick<App, 'isPackaged' | 'getName'>): Promise<PackageKind> {
  const type = app.isPackaged
    ? await readFile(join(process.resourcesPath, 'package-type'), 'utf8').catch(() => undefined)
    : undefined
  return packageKind({
    platform: process.platform,
    isPackaged: app.isPackaged || keyOfClone(app) !== undefined,
    appImage: process.env.APPIMAGE,
    packageType: type,
    hasUninstaller: existsSync(join(dirname(process.execPath), `Uninstall ${app.getName()}.exe`)),
  })
}

export interface OsUpdaterParts {
  readonly kind: PackageKind
  /** A file of ours in which electron-updater finds what it otherwise reads from the package. */
  readonly config: string
  readonly log: (line: string) => void
}

/** The folder of what is loaded, in the system's cache; the installer for Windows keeps itself there. */
const CACHE = 'watchfloor-updater'

export function keptInstaller(): string {
  return join(process.env.LOCALAPPDATA ?? '', CACHE, 'installer.exe')
}

/** Starts a program that outlives this app, and is let in as if this one had ended. */
export function startApart(app: Pick<App, 'releaseSingleInstanceLock'>) {
  return (program: string, args: readonly string[]): void => {
    app.releaseSingleInstanceLock()
    spawn(program, args, { detached: true, stdio: 'ignore' }).unref()
  }
}

/** electron-updater for this kind of package; loaded only now. */
export async function openOsUpdater({ kind, config, log }: OsUpdaterParts): Promise<Updater> {
  const library = await import('electron-updater')
  await writeFile(config, `updaterCacheDirName: ${CACHE}\n`)
  const updater = made(library, kind)
  updater.updateConfigPath = config
  // It would do nothing in a clone, where it has been decided here that it may.
  updater.forceDevUpdateConfig = true
  return createElectronUpdater({ library, updater, log })
}

function made(library: typeof import('electron-updater'), kind: PackageKind): AppUpdater {
  switch (kind) {
    case 'nsis':
      return new library.NsisUpdater()
    case 'mac':
      return new library.MacUpdater()
    default:
      return new library.AppImageUpdater()
  }
}
