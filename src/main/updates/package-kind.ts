import type { FeedFile, Processor, Statement, System } from './statement.ts'

/**
 * How this app came onto the computer. `folder` was unpacked by a person; `clone` was never packaged.
 */
export type PackageKind = 'appimage' | 'nsis' | 'mac' | 'deb' | 'rpm' | 'folder' | 'clone'

/** Kinds that replace themselves; the others belong to the system's own tools, or to a person. */
export type OwnKind = 'appimage' | 'nsis' | 'mac'

export interface PackageFacts {
  readonly platform: string
  readonly isPackaged: boolean
  /** What `APPIMAGE` says: the file that runs, where it is one. */
  readonly appImage: string | undefined
  /** What stands in `resources/package-type`, where there is one. */
  readonly packageType: string | undefined
  /** There is an uninstaller beside the program (Windows). */
  readonly hasUninstaller: boolean
}

export function packageKind(facts: PackageFacts): PackageKind {
  if (!facts.isPackaged) return 'clone'
  switch (facts.platform) {
    case 'darwin':
      return 'mac'
    case 'win32':
      return facts.hasUninstaller ? 'nsis' : 'folder'
    default: {
      if (facts.appImage !== undefined && facts.appImage !== '') return 'appimage'
      const type = facts.packageType?.trim()
      return type === 'deb' || type === 'rpm' ? type : 'folder'
    }
  }
}

export function isOwnKind(kind: PackageKind): kind is OwnKind {
  return kind === 'appimage' || kind === 'nsis' || kind === 'mac'
}

const ENDINGS: Readonly<Record<Exclude<PackageKind, 'folder' | 'clone'>, string>> = {
  appimage: '.AppImage',
  nsis: '.exe',
  mac: '.zip',
  deb: '.deb',
  rpm: '.rpm',
}

/** The file of a statement that is of this kind; undefined where it has none. */
export function fileFor(kind: PackageKind, { files }: Statement): FeedFile | undefined {
  if (kind === 'folder' || kind === 'clone') return undefined
  return files.find(({ name }) => name.endsWith(ENDINGS[kind]))
}

/** The line that a person types to update a package of the system's; it holds the file to the signed hash. */
export function installLine(kind: PackageKind, file: FeedFile | undefined, feed: URL): string | null {
  if (file === undefined || (kind !== 'deb' && kind !== 'rpm')) return null
  const { name } = file
  const hash = Buffer.from(file.sha512, 'base64').toString('hex')
  // A URL may have a quote in it, which would end the shell's.
  const url = new URL(name, feed).href.replaceAll("'", '%27')
  const install = kind === 'deb' ? 'apt install' : 'dnf install'
  return `curl -fO '${url}' && echo '${hash}  ${name}' | sha512sum -c && sudo ${install} './${name}'`
}

/** The parts of a feed's audience that a computer is; undefined where no packages are made for it. */
export function computerOf(
  platform: string,
  arch: string,
): { readonly system: System; readonly processor: Processor } | undefined {
  const system = { linux: 'linux', darwin: 'macos', win32: 'windows' }[platform] as System | undefined
  if (system === undefined || (arch !== 'x64' && arch !== 'arm64')) return undefined
  return { system, processor: arch }
}
