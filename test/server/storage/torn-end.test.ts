import { appendFile, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DamagedDatabase } from '../../../server/src/storage/sqlite/damage.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** A sector of the page that was on its way to the end of the file when the power went. */
const PART_OF_A_PAGE = Buffer.alloc(512)

async function withTornEnd(parts: readonly string[]): Promise<string> {
  const folder = await tempDir()
  const first = await startCore(folder)
  onTestFinished(() => first.core.close())
  await first.report('Kept', { ends: HOUR })
  const torn = join(await tempDir(), 'watchfloor.db')
  for (const part of parts) await copyFile(join(folder, `watchfloor.db${part}`), `${torn}${part}`)
  await appendFile(torn, PART_OF_A_PAGE)
  return torn
}

test('S13: a file whose last page the power cut is whole again from the log beside it', async () => {
  const storage = await openSqlite(await withTornEnd(['', '-wal']))
  onTestFinished(() => storage.close())
  const { alerts } = await storage.load(0, 10)
  expect(alerts.map(({ labels }) => labels.alertname)).toEqual(['Kept'])
})

test('a file whose last page is cut, and no log beside it, is damaged', async () => {
  await expect(openSqlite(await withTornEnd(['']))).rejects.toThrow(DamagedDatabase)
})
