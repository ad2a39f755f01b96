import { copyFile, cp, mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const STAND_IN = 'test/desktop/stand-in'
const MODULES = ['@electron/asar', 'dbus-native', 'pngjs', 'x11']

/** What is run: it says by its own name whether it is packaged, and leaves the rest to the stand-in. */
const EXECUTABLE = `#!/bin/sh
file="$(readlink -f "$0")"
STAND_IN_EXECUTABLE="$file" exec "$(dirname "$file")/stand-in/${STAND_IN}/electron" "$@"
`

/**
 * Makes of the stand-in what Electron's release is: a folder with everything that it needs but Chromium, to be
 * packaged as Electron's. Inside stands a small checkout, with the Node that runs this test.
 */
export async function makeStandInDist(to: string): Promise<void> {
  const checkout = join(to, 'stand-in')
  const modules = join(checkout, 'node_modules')
  await cp(join(root, STAND_IN), join(checkout, STAND_IN), { recursive: true })
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }\n')
  for (const name of await withDependencies(MODULES)) {
    await cp(join(root, 'node_modules', name), join(modules, name), { recursive: true })
  }
  await mkdir(join(modules, 'electron'))
  await copyFile(join(root, 'node_modules/electron/package.json'), join(modules, 'electron/package.json'))
  await mkdir(join(modules, '.bin'))
  await copyFile(await realpath(process.execPath), join(modules, '.bin/node'))
  await writeFile(join(to, 'electron'), EXECUTABLE, { mode: 0o755 })
}

/** These packages and all that they need, each by its name. */
async function withDependencies(names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set(names)
  for (const name of found) {
    const manifest = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
      readonly dependencies?: object
    }
    for (const needed of Object.keys(manifest.dependencies ?? {})) found.add(needed)
  }
  return found
}
