import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { APP_ID } from '../../src/main/electron/app-identity.ts'
import { DESKTOP, ensureBuilt } from '../fresh-build.ts'
import { ROOT } from '../run-command.ts'
import { isCompressed } from './compress.ts'
import { LICENCES_FILE } from './licences.ts'

/** The app as Electron loads it: what was built, and a manifest with what is read at run time. */
export const APP: string = join(ROOT, 'out/desktop/app')

const BUNDLES = ['main', 'preload', 'renderer']

/** Puts it into its folder; false when it could not be built, which has then been said. */
export async function writeDesktopApp(version: string): Promise<boolean> {
  if (!(await ensureBuilt(DESKTOP, 'the desktop app'))) return false
  await rm(APP, { recursive: true, force: true })
  // Whoever reads from a disk has no use for what is compressed for a network.
  const filter = (path: string): boolean => !isCompressed(path)
  for (const name of BUNDLES) {
    await cp(join(ROOT, 'out', name), join(APP, 'out', name), { recursive: true, filter })
  }
  await writeFile(join(APP, 'package.json'), `${JSON.stringify(await manifest(version), null, 2)}\n`)
  await writeFile(join(APP, LICENCES_FILE), await licences())
  await cp(join(ROOT, 'LICENSE'), join(APP, 'LICENSE'))
  return true
}

export async function ownVersion(): Promise<string> {
  return (await rootManifest()).version ?? ''
}

async function rootManifest(): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Readonly<Record<string, string>>
}

async function manifest(version: string): Promise<object> {
  const { name, productName, description, license, type, main } = await rootManifest()
  return {
    name,
    productName,
    version,
    description,
    license,
    type,
    main,
    // Electron's windows, and what the system knows of them, go by the installed entry.
    desktopName: `${APP_ID}.desktop`,
  }
}

/** Of all that was bundled, each once. */
async function licences(): Promise<string> {
  await mkdir(APP, { recursive: true })
  const texts = await Promise.all(
    BUNDLES.map((name) => readFile(join(ROOT, 'out', name, LICENCES_FILE), 'utf8')),
  )
  const all = texts.flatMap((text) => text.split(/^(?=─{80}$)/m)).filter((text) => text.trim() !== '')
  return [...new Set(all.map((text) => text.trimEnd()))].toSorted().join('\n\n')
}
