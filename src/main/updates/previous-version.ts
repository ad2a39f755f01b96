import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PackageKind } from './package-kind.ts'
import type { Trial } from './trial.ts'

/** The version before, while the one that was installed has yet to prove itself. */
export interface Previous {
  readonly keep: () => Promise<Trial['previous']>
  readonly forget: (previous: Trial['previous']) => Promise<void>
}

export interface KeepOptions {
  readonly kind: PackageKind
  /** Where it is kept. */
  readonly folder: string
  /** The AppImage that runs. */
  readonly appImage: string | undefined
  /** Where the installer for Windows leaves itself when it runs. */
  readonly installer: string
}

/**
 * Keeps what brings the version that runs back: the AppImage itself, or its installer for Windows. Null where there is
 * none: macOS replaces the app by the system's own updater, and of what came by other ways no installer is left.
 */
export async function keepPrevious({
  kind,
  folder,
  appImage,
  installer,
}: KeepOptions): Promise<Trial['previous']> {
  const place = kind === 'appimage' ? appImage : kind === 'nsis' ? installer : undefined
  if (place === undefined) return null
  const file = join(folder, basename(place))
  try {
    await mkdir(folder, { recursive: true })
    await copyFile(place, `${file}.writing`)
    await rename(`${file}.writing`, file)
    return { file, sha512: await hashOf(file), place }
  } catch (error) {
    // Windows: the app was installed by hand, and its installer is gone.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export function previousVersion(options: KeepOptions): Previous {
  return {
    keep: () => keepPrevious(options),
    forget: async (previous) => {
      if (previous !== null) await rm(previous.file, { force: true })
    },
  }
}

export interface BringBackOptions {
  readonly kind: PackageKind
  readonly previous: NonNullable<Trial['previous']>
  /** The AppImage that runs. */
  readonly appImage: string | undefined
  readonly run: (program: string, args: readonly string[]) => void
}

/** Puts the version before in its place and has it started; false when what was kept is no longer what it was. */
export async function bringBack({ kind, previous, appImage, run }: BringBackOptions): Promise<boolean> {
  const { file, sha512, place } = previous
  const found = await hashOf(file).catch(() => undefined)
  if (found !== sha512) return false
  if (kind !== 'appimage') {
    run(file, ['--updated', '/S', '--force-run'])
    return true
  }
  // Beside its place first: the rename is then within one disk, and a cut leaves one of the two whole.
  const draft = join(dirname(place), `.${basename(place)}.previous`)
  await copyFile(file, draft)
  await chmod(draft, 0o755)
  await rename(draft, place)
  if (appImage !== undefined && appImage !== place) await rm(appImage, { force: true })
  run(place, [])
  return true
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('base64')
}
