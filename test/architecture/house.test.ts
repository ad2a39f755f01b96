import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

async function trackedFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '*.ts', '*.tsx'], { cwd: root })
  return stdout.split('\n').filter((file) => file !== '')
}

test('no source file is over 300 lines', async () => {
  const long: string[] = []
  for (const file of await trackedFiles()) {
    const lines = (await readFile(join(root, file), 'utf8').catch(() => '')).split('\n').length
    if (lines > 301) long.push(`${file}: ${lines}`)
  }
  expect(long).toEqual([])
})

test('no file is named for nothing in particular', async () => {
  const vague = /^(utils?|helpers?|misc|common|.*-?manager|types)\.tsx?$/
  expect((await trackedFiles()).filter((file) => vague.test(basename(file)))).toEqual([])
})

test('every dependency is pinned exactly', async () => {
  for (const folder of ['.', 'contract', 'client', 'server']) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Record<
      string,
      object
    >
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        expect(`${name}@${version}`).toMatch(/@\d+\.\d+\.\d+$/)
      }
    }
  }
})
