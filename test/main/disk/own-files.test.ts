import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal, writeLines } from '../../../src/main/disk/journal.ts'
import { closeToOthers } from '../../../src/main/disk/own-files.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function rights(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

test('a folder and the files in it are closed to others; what the owner may do stays, folders in it are left', async () => {
  const folder = await tempDir()
  await writeFile(join(folder, 'settings.json'), '{}', { mode: 0o644 })
  await writeFile(join(folder, 'inbox.jsonl'), '', { mode: 0o600 })
  await mkdir(join(folder, 'Cache'))
  // Set afterwards: what is made gets only what the mask of this process lets through.
  await chmod(join(folder, 'Cache'), 0o755)
  await chmod(join(folder, 'settings.json'), 0o644)
  await chmod(folder, 0o755)
  const reported: unknown[] = []
  await closeToOthers(folder, (error) => reported.push(error))
  await closeToOthers(join(folder, 'not-there'), (error) => reported.push(error))
  expect(await rights(folder)).toBe('700')
  expect(await rights(join(folder, 'settings.json'))).toBe('600')
  expect(await rights(join(folder, 'inbox.jsonl'))).toBe('600')
  expect(await rights(join(folder, 'Cache'))).toBe('755')
  expect(reported).toEqual([])
})

test('a journal, and what is written anew, are the owner’s alone from their first byte', async () => {
  const folder = await tempDir()
  const { journal } = await openJournal(join(folder, 'inbox.jsonl'))
  expect(await rights(join(folder, 'inbox.jsonl'))).toBe('600')
  await journal.rewrite(['a'])
  await journal.close()
  expect(await rights(join(folder, 'inbox.jsonl'))).toBe('600')
  const { handle } = await writeLines(join(folder, 'board.jsonl.new'), ['a'])
  await handle.close()
  expect(await rights(join(folder, 'board.jsonl.new'))).toBe('600')
})
