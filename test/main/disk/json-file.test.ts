import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parser } from '@watchfloor/contract'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { readJson } from '../../../src/main/disk/json-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

const parse = parser(Type.Object({ a: Type.Integer() }))

test('a file that is not there is none', async () => {
  expect(await readJson(join(await tempDir(), 'a.json'), parse)).toEqual({ kind: 'none' })
})

test('a file that fits is read', async () => {
  const file = join(await tempDir(), 'a.json')
  await writeFile(file, '{"a":1}')
  expect(await readJson(file, parse)).toEqual({ kind: 'read', value: { a: 1 } })
})

test.each(['', '{"a":1', '{"a":"1"}', '[]'])('%j is moved aside, beside those of before', async (text) => {
  const folder = await tempDir()
  const file = join(folder, 'a.json')
  await writeFile(`${file}.unreadable-1`, 'of before')
  await writeFile(file, text)
  expect(await readJson(file, parse)).toEqual({
    kind: 'unreadable',
    why: expect.any(String),
    moved_to: `${file}.unreadable-2`,
  })
  expect(await readdir(folder)).toEqual(['a.json.unreadable-1', 'a.json.unreadable-2'])
  expect(await readFile(`${file}.unreadable-2`, 'utf8')).toBe(text)
})
