import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createLoginItem,
  type LoginItemOptions,
  wasOpenedAtLogin,
} from '../../../src/main/electron/login-item.ts'
import { tempDir } from '../../support/temp-dir.ts'

interface System {
  isOn: boolean
  /** Windows: switched off in the Task Manager. */
  isBarred: boolean
  readonly given: unknown[]
}

function appOf(system: System, folder = '/config', isPackaged = true): LoginItemOptions['app'] {
  return {
    isPackaged,
    getAppPath: () => '/checkout',
    getPath: (name: string) => (name === 'exe' ? '/opt/watchfloor' : folder),
    getLoginItemSettings: (options: unknown) => {
      system.given.push(options)
      const executableWillLaunchAtLogin = system.isOn && !system.isBarred
      return { openAtLogin: system.isOn, executableWillLaunchAtLogin, wasOpenedAtLogin: true }
    },
    setLoginItemSettings: ({ openAtLogin, ...options }: { openAtLogin: boolean }) => {
      system.isOn = openAtLogin
      system.given.push(options)
    },
  } as unknown as LoginItemOptions['app']
}

const newSystem = (): System => ({ isOn: false, isBarred: false, given: [] })

test('on Linux it is an entry in the folder of what starts at login', async () => {
  const folder = await tempDir()
  const file = join(folder, 'autostart/io.watchfloor.Watchfloor.desktop')
  const item = createLoginItem({ app: appOf(newSystem(), folder), platform: 'linux' })
  expect(await item.isOn()).toBe(false)
  await item.set(true)
  expect(await item.isOn()).toBe(true)
  expect(await readFile(file, 'utf8')).toContain('\nExec="/opt/watchfloor" "--hidden"\n')
  await writeFile(file, `${await readFile(file, 'utf8')}Hidden=true\n`)
  expect(await item.isOn()).toBe(false)
  await item.set(false)
  await item.set(false)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('an AppImage is started as its file, a checkout by its Electron', async () => {
  const folder = await tempDir()
  const exec = async (): Promise<string | undefined> =>
    /^Exec=(.*)$/m.exec(
      await readFile(join(folder, 'autostart/io.watchfloor.Watchfloor.desktop'), 'utf8'),
    )?.[1]
  const app = appOf(newSystem(), folder)
  await createLoginItem({ app, platform: 'linux', appImage: '/home/ana/W.AppImage' }).set(true)
  expect(await exec()).toBe('"/home/ana/W.AppImage" "--hidden"')
  await createLoginItem({ app: appOf(newSystem(), folder, false), platform: 'linux' }).set(true)
  expect(await exec()).toBe('"/opt/watchfloor" "/checkout" "--hidden"')
})

test('what the disk refuses is refused', async () => {
  const folder = await tempDir()
  await writeFile(join(folder, 'autostart'), 'a file')
  const item = createLoginItem({ app: appOf(newSystem(), folder), platform: 'linux' })
  await expect(item.set(true)).rejects.toThrow(/ENOTDIR|EEXIST/)
  await expect(item.isOn()).rejects.toThrow('ENOTDIR')
})

test('on Windows it is in the list of the system, with the argument that hides it', async () => {
  const system = newSystem()
  const item = createLoginItem({ app: appOf(system), platform: 'win32' })
  await item.set(true)
  const start = { path: '/opt/watchfloor', args: ['--hidden'] }
  expect(system.given).toEqual([start, start])
  expect(await item.isOn()).toBe(true)
  system.isBarred = true
  expect(await item.isOn()).toBe(false)
  await expect(item.set(true)).rejects.toThrow('the settings of this system do not let it')
})

test('on macOS the system says that it was it who started us', async () => {
  const system = newSystem()
  const item = createLoginItem({ app: appOf(system), platform: 'darwin' })
  await item.set(true)
  expect(await item.isOn()).toBe(true)
  expect(system.given).toEqual([{}, {}, {}])
  expect(wasOpenedAtLogin(appOf(system), 'darwin')).toBe(true)
  expect(wasOpenedAtLogin(appOf(system), 'linux')).toBe(false)
})
