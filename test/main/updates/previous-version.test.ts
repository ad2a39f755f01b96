import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bringBack, keepPrevious } from '../../../src/main/updates/previous-version.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function place() {
  const folder = await tempDir()
  const appImage = join(folder, 'Watchfloor.AppImage')
  await writeFile(appImage, 'version 1.1.0')
  const ran: string[] = []
  const run = (program: string, args: readonly string[]): void => void ran.push([program, ...args].join(' '))
  return {
    folder,
    kept: join(folder, 'previous'),
    appImage,
    installer: join(folder, 'installer.exe'),
    ran,
    run,
  }
}

test('an AppImage is kept, put back in its place to the byte, and started', async () => {
  const { kept, appImage, installer, ran, run } = await place()
  const previous = await keepPrevious({ kind: 'appimage', folder: kept, appImage, installer })
  if (previous === null) throw new Error('nothing was kept')
  await writeFile(appImage, 'version 1.2.0')
  expect(await bringBack({ kind: 'appimage', previous, appImage, run })).toBe(true)
  expect(await readFile(appImage, 'utf8')).toBe('version 1.1.0')
  expect((await stat(appImage)).mode & 0o111).toBe(0o111)
  expect(ran).toEqual([appImage])
})

test('one that has its version in its name comes back under the name that it had, and the new one goes', async () => {
  const { folder, kept, appImage, installer, run } = await place()
  const previous = await keepPrevious({ kind: 'appimage', folder: kept, appImage, installer })
  if (previous === null) throw new Error('nothing was kept')
  const renamed = join(folder, 'watchfloor-1.2.0.AppImage')
  await writeFile(renamed, 'version 1.2.0')
  await bringBack({ kind: 'appimage', previous, appImage: renamed, run })
  expect(await readFile(appImage, 'utf8')).toBe('version 1.1.0')
  await expect(stat(renamed)).rejects.toThrow('ENOENT')
})

test('what was kept and has changed is not put back', async () => {
  const { kept, appImage, installer, ran, run } = await place()
  const previous = await keepPrevious({ kind: 'appimage', folder: kept, appImage, installer })
  if (previous === null) throw new Error('nothing was kept')
  await writeFile(previous.file, 'something else')
  await writeFile(appImage, 'version 1.2.0')
  expect(await bringBack({ kind: 'appimage', previous, appImage, run })).toBe(false)
  expect(await readFile(appImage, 'utf8')).toBe('version 1.2.0')
  expect(ran).toEqual([])
})

test('on Windows its installer is kept and run, where it is still there; elsewhere nothing is', async () => {
  const { kept, appImage, installer, ran, run } = await place()
  const options = { folder: kept, appImage, installer }
  expect(await keepPrevious({ kind: 'nsis', ...options })).toBeNull()
  await writeFile(installer, 'installs 1.1.0')
  const previous = await keepPrevious({ kind: 'nsis', ...options })
  if (previous === null) throw new Error('nothing was kept')
  await bringBack({ kind: 'nsis', previous, appImage: undefined, run })
  expect(ran).toEqual([`${previous.file} --updated /S --force-run`])
  for (const kind of ['mac', 'deb', 'rpm', 'folder'] as const)
    expect(await keepPrevious({ kind, ...options })).toBeNull()
})
