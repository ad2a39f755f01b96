import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from 'electron'
import { createFileWriter } from '../disk/file-writer.ts'
import type { LoginItem } from '../settings/at-login.ts'
import { autostartEntry, isEntryOn } from '../settings/autostart-entry.ts'
import { APP_ID } from './app-identity.ts'
import { HIDDEN } from './single-instance.ts'

export interface LoginItemOptions {
  readonly app: Pick<
    App,
    'isPackaged' | 'getPath' | 'getAppPath' | 'getLoginItemSettings' | 'setLoginItemSettings'
  >
  readonly platform: string
  /** An AppImage's own file, which is not what runs; Linux only. */
  readonly appImage?: string | undefined
}

/** Starts this app without a window when its person signs in, as each system has it. */
export function createLoginItem({ app, platform, appImage }: LoginItemOptions): LoginItem {
  // A checkout is run by an Electron that has to be told of it.
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN]
  const program = appImage ?? app.getPath('exe')
  return platform === 'linux'
    ? entryItem(join(app.getPath('appData'), 'autostart', `${APP_ID}.desktop`), [program, ...args])
    : systemItem(app, platform === 'win32' ? { path: program, args } : {})
}

/** macOS hands a login item no arguments, so a start by the system is told in another way. */
export function wasOpenedAtLogin(app: Pick<App, 'getLoginItemSettings'>, platform: string): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function entryItem(file: string, command: readonly [string, ...string[]]): LoginItem {
  return {
    isOn: async () => isEntryOn(await readFile(file, 'utf8').catch(orHidden)),
    set: async (isOn) => {
      if (!isOn) return rm(file, { force: true })
      const written = await createFileWriter(file).write(autostartEntry(command, APP_ID))
      if (!written.ok) throw new Error(written.error)
    },
  }
}

/** An entry that is not there starts nothing. */
function orHidden(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'Hidden=true'
  throw error
}

function systemItem(app: LoginItemOptions['app'], start: { path?: string; args?: string[] }): LoginItem {
  const isOn = (): boolean => {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(start)
    // Windows lists it and may yet have it switched off.
    return openAtLogin && executableWillLaunchAtLogin !== false
  }
  return {
    isOn: async () => isOn(),
    set: async (wanted) => {
      app.setLoginItemSettings({ openAtLogin: wanted, ...start })
      if (isOn() !== wanted) throw new Error('the settings of this system do not let it')
    },
  }
}
