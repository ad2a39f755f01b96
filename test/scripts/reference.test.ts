import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referencePages } from '../../scripts/reference/pages.ts'

const folder = join(import.meta.dirname, '../../docs/reference')

test('docs/reference is what the sources say; npm run docs writes it anew', async () => {
  const pages = await referencePages()
  expect((await readdir(folder)).sort()).toEqual([...pages.keys()].sort())
  for (const [name, text] of pages) expect(await readFile(join(folder, name), 'utf8'), name).toBe(text)
})
