import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { BOARD, DESKTOP, freshnessOf, SERVER_PACKAGE } from '../../scripts/fresh-build.ts'
import { tempDir } from '../support/temp-dir.ts'

async function bench() {
  const root = await tempDir()
  const write = async (file: string, at: number): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '')
    await utimes(join(root, file), at, at)
    // A folder is as new as the last file that was added to it.
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder))
      await utimes(join(root, folder), 1, 1)
  }
  for (const file of [...BOARD.made, ...DESKTOP.made, ...SERVER_PACKAGE.made]) await write(file, 100)
  return { root, write }
}

test('a build is fresh until a source of its own is newer', async () => {
  const { root, write } = await bench()
  await write('src/main/electron/os-tray.ts', 50)
  await write('src/renderer/main.tsx', 50)
  expect([await freshnessOf(BOARD, root), await freshnessOf(DESKTOP, root)]).toEqual(['fresh', 'fresh'])
  await write('src/main/electron/os-tray.ts', 200)
  expect([await freshnessOf(BOARD, root), await freshnessOf(DESKTOP, root)]).toEqual(['fresh', 'stale'])
  await write('server/src/cli/main.ts', 200)
  expect([await freshnessOf(BOARD, root), await freshnessOf(SERVER_PACKAGE, root)]).toEqual([
    'fresh',
    'stale',
  ])
  await write('contract/src/event.ts', 200)
  expect(await freshnessOf(BOARD, root)).toBe('stale')
})

test('a build that lacks one of its files is missing', async () => {
  const root = await tempDir()
  await mkdir(join(root, 'out/renderer'), { recursive: true })
  await writeFile(join(root, 'out/renderer/index.html'), '')
  expect([await freshnessOf(BOARD, root), await freshnessOf(DESKTOP, root)]).toEqual(['fresh', 'missing'])
})
