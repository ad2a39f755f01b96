import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('a commit of nothing is written, so that it fails on a disk that takes nothing', async () => {
  const file = join(await tempDir(), 'watchfloor.db')
  const writer = openWriter(file)
  const written = (): number => statSync(`${file}-wal`).size
  const before = written()
  writer.commit({ batch: undefined, audit: [], auditTrim: undefined, put: {}, forget: {} })
  expect(written()).toBeGreaterThan(before)
  writer.close(null)
})
