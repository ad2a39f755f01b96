import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { request as ask } from 'node:http'
import { join } from 'node:path'
import { systemPlatform } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import * as library from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { onTestFinished } from 'vitest'
import { createElectronUpdater } from '../../../src/main/updates/electron-updater.ts'
import type { PackageKind } from '../../../src/main/updates/package-kind.ts'
import { previousVersion } from '../../../src/main/updates/previous-version.ts'
import { openUpdateMemory } from '../../../src/main/updates/update-memory.ts'
import type { Updater } from '../../../src/main/updates/updater.ts'
import { createUpdates } from '../../../src/main/updates/updates.ts'
import type { UpdateChannel, UpdateState } from '../../../src/shared/update-state.ts'
import { tempDir } from '../temp-dir.ts'

/** A double of Electron's network only: everything else of electron-updater's is its own. */
class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(options: never, callback: (response: never) => void): never {
    return ask({ ...(options as object), agent: false }, callback as never) as never
  }
}

/** electron-updater as on an AppImage, which lies in this folder; doubles stand in for Electron's network and app. */
export async function appImageUpdater(
  folder: string,
  version: string,
  log: (line: string) => void = () => {},
) {
  const appImage = join(folder, 'Watchfloor.AppImage')
  await mkdir(folder, { recursive: true })
  await writeFile(appImage, `version ${version}`)
  await chmod(appImage, 0o755)
  const config = join(folder, 'app-update.yml')
  await writeFile(config, 'updaterCacheDirName: watchfloor-updater\n')
  const before = process.env.APPIMAGE
  process.env.APPIMAGE = appImage
  onTestFinished(() => {
    if (before === undefined) delete process.env.APPIMAGE
    else process.env.APPIMAGE = before
  })
  const updater = async (): Promise<Updater> => {
    const theirs = new library.AppImageUpdater(null, {
      version,
      name: 'Watchfloor',
      isPackaged: true,
      appUpdateConfigPath: config,
      userDataPath: folder,
      baseCachePath: join(folder, 'cache'),
      whenReady: async () => {},
      relaunch: () => {},
      quit: () => {},
      onQuit: () => {},
    })
    Object.assign(theirs, { httpExecutor: new NodeExecutor() })
    return createElectronUpdater({ library, updater: theirs, log })
  }
  return { appImage, updater }
}

export interface UpdateRigOptions {
  readonly server: string | null
  readonly keys: readonly string[]
  /** userData; the same one again is the same desk after a restart. */
  readonly folder?: string
  readonly version?: string
  readonly kind?: PackageKind
  readonly channel?: UpdateChannel | 'off'
}

/**
 * A desk's updates on a real disk and a real feed, with the real electron-updater as on an AppImage. Doubles stand in
 * for Electron's network and its app only.
 */
export async function updateRig({
  server,
  keys,
  folder: given,
  version = '1.1.0',
  kind = 'appimage',
  channel = 'stable',
}: UpdateRigOptions) {
  const folder = given ?? (await tempDir())
  const log: string[] = []
  const errors: unknown[] = []
  const states: UpdateState[] = []
  const restarts: (() => boolean)[] = []
  const floor = { alerts: [] as readonly Alert[], is_receiving: true }
  const now = { server, channel }
  const memory = await openUpdateMemory({
    file: join(folder, 'updates.json'),
    newId: () => 'desk-1',
    report: (error) => void errors.push(error),
  })
  const { appImage, updater } = await appImageUpdater(folder, version, (line) => void log.push(line))
  const updates = createUpdates({
    platform: systemPlatform(globalThis as unknown as Parameters<typeof systemPlatform>[0]),
    version,
    kind,
    computer: { system: 'linux', processor: 'x64' },
    keys,
    server: () => now.server,
    channel: () => now.channel,
    watch: () => ({ has_server: now.server !== null, ...floor }),
    memory,
    updater,
    previous: previousVersion({
      kind,
      folder: join(folder, 'previous'),
      appImage,
      installer: join(folder, 'installer.exe'),
    }),
    restart: (install) => void restarts.push(install),
    onChange: () => void states.push(updates.state()),
    report: (error) => void errors.push(error),
  })
  onTestFinished(() => updates.stop())
  return { updates, memory, folder, appImage, states, restarts, floor, now, log, errors }
}
