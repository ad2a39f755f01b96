import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileWriter } from '../../../src/main/disk/file-writer.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('a file is replaced whole, its folder is made, and nobody else may read it', async () => {
  const folder = await tempDir()
  const file = join(folder, 'deep/er/a.json')
  const writer = createFileWriter(file)
  expect(await writer.write('one, and longer')).toEqual({ ok: true })
  expect(await writer.write(new TextEncoder().encode('two'))).toEqual({ ok: true })
  expect(await readFile(file, 'utf8')).toBe('two')
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect(await readdir(join(folder, 'deep/er'))).toEqual(['a.json'])
})

test('of what is asked for during a write only the latest is written, and all are answered after it', async () => {
  const file = join(await tempDir(), 'a.json')
  const writer = createFileWriter(file)
  const seen: string[] = []
  const write = async (text: string) => {
    expect(await writer.write(text)).toEqual({ ok: true })
    seen.push(`${text} ${await readFile(file, 'utf8')}`)
  }
  await Promise.all(['1', '2', '3', '4'].map(write))
  expect(seen.sort()).toEqual(['1 1', '2 4', '3 4', '4 4'].sort())
  expect(await readFile(file, 'utf8')).toBe('4')
})

test('many writes in every order of turns leave the last one', async () => {
  const file = join(await tempDir(), 'a.json')
  const writer = createFileWriter(file)
  const written: Promise<unknown>[] = []
  for (let n = 0; n < 60; n++) {
    written.push(writer.write(String(n)))
    if (n % 3 === 0) await Promise.resolve()
    if (n % 7 === 0) await written.at(-1)
  }
  await Promise.all(written)
  expect(await readFile(file, 'utf8')).toBe('59')
})

test('a write that fails is told, and the next one is tried', async () => {
  const folder = await tempDir()
  const blocked = join(folder, 'here')
  await writeFile(blocked, 'a file where a folder should be')
  const writer = createFileWriter(join(blocked, 'a.json'))
  expect(await writer.write('x')).toEqual({ ok: false, error: expect.stringMatching(/EEXIST|ENOTDIR/) })
  const other = join(folder, 'taken')
  await mkdir(join(other, 'inside'), { recursive: true })
  expect(await createFileWriter(other).write('x')).toMatchObject({ ok: false })
  expect(await readdir(other)).toEqual(['inside'])
})
