import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { handoverSaver } from '../../../src/main/report/save-handover.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('the digest of a shift is a file of the person alone, whose folder is shown', async () => {
  const folder = join(await tempDir(), 'handovers')
  const shown: string[] = []
  const save = handoverSaver({
    folder,
    now: () => Date.parse('2026-11-24T03:16:07.000Z'),
    show: async (path) => void shown.push(path),
    report: () => {},
  })
  const saved = await save('# Handover\n')
  if (!saved.ok) throw new Error(saved.message)
  expect(saved.value).toBe(join(folder, 'handover-2026-11-24T03-16-07-000Z.md'))
  expect(await readFile(saved.value, 'utf8')).toBe('# Handover\n')
  expect((await stat(saved.value)).mode & 0o077).toBe(0)
  expect(shown).toEqual([folder])
})

test('where it cannot be written, that is answered', async () => {
  const save = handoverSaver({ folder: '/dev/null/x', now: () => 0, show: async () => {}, report: () => {} })
  expect(await save('x')).toMatchObject({ ok: false })
})
