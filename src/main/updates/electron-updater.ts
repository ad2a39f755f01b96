import type { AppUpdater, Provider, ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import type { FeedFile, Statement } from './statement.ts'
import type { Updater } from './updater.ts'

export interface ElectronUpdaterParts {
  /** Of the library: handed in, since it is loaded only when there is something to load. */
  readonly library: { readonly Provider: typeof Provider }
  /** Its updater for this kind of package. */
  readonly updater: AppUpdater
  readonly log: (line: string) => void
}

/** What of the library's options our provider is made with. */
interface Given {
  readonly info: UpdateInfo
  readonly feed: URL
}

/**
 * electron-updater, told to load one file of a statement that was checked already: it reads no feed itself, so there is
 * nothing between what was signed and what it acts on. It holds what it loads to the signed hash, and never installs by
 * itself.
 */
export function createElectronUpdater({ library, updater, log }: ElectronUpdaterParts): Updater {
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  updater.logger = { info: log, warn: log, error: log }

  class SignedProvider extends library.Provider<UpdateInfo> {
    readonly #given: Given

    constructor(given: Given, _updater: AppUpdater, options: ProviderRuntimeOptions) {
      // Our server answers one range at a time.
      super({ ...options, isUseMultipleRangeRequest: false })
      this.#given = given
    }

    override async getLatestVersion(): Promise<UpdateInfo> {
      return this.#given.info
    }

    override resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((info) => ({ url: new URL(encodeURIComponent(info.url), this.#given.feed), info }))
    }
  }

  return {
    load: async ({ statement, file, feed, onPercent }) => {
      const given: Given = { info: infoOf(statement, file), feed }
      const options = { provider: 'custom', updateProvider: SignedProvider, ...given }
      // Without a map of its blocks it can only be loaded whole.
      updater.disableDifferentialDownload =
        file.name.endsWith('.AppImage') && file.block_map_size === undefined
      updater.setFeedURL(options as Parameters<AppUpdater['setFeedURL']>[0])
      const found = await updater.checkForUpdates()
      if (found?.isUpdateAvailable !== true) throw new Error('electron-updater takes no update here')
      const progress = ({ percent }: { readonly percent: number }): void => onPercent(percent)
      updater.on('download-progress', progress)
      try {
        const [path] = await updater.downloadUpdate()
        if (path === undefined) throw new Error('electron-updater loaded nothing')
        return path
      } finally {
        updater.off('download-progress', progress)
      }
    },
    install: () => {
      // Quitting is ours; on macOS it is the system's own updater that ends the app.
      if ('install' in updater && typeof updater.install === 'function')
        return updater.install(true, true) === true
      updater.quitAndInstall()
      return true
    },
  }
}

function infoOf(
  { version, signed_at }: Statement,
  { name, size, sha512, block_map_size }: FeedFile,
): UpdateInfo {
  const blocks = block_map_size === undefined ? {} : { blockMapSize: block_map_size }
  return {
    version,
    files: [{ url: name, size, sha512, ...blocks }],
    path: name,
    sha512,
    releaseDate: signed_at,
  }
}
