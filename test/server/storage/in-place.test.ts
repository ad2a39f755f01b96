import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commitRows } from '../../../server/src/storage/sqlite/commit-rows.ts'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, alertEvent, changes, DAY } from './conformance/samples.ts'

test.each(['', '-wal'])('nothing is committed while watchfloor.db%s has another name', async (suffix) => {
  const file = join(await tempDir(), 'watchfloor.db')
  const writer = openWriter(file)
  onTestFinished(() => void writer.close(null))
  let sequence = 0
  const commit = () => {
    const events = [alertEvent(++sequence, DAY, 'alert_updated', 'A')]
    writer.commit(commitRows(changes({ events, alerts: [alert('A', { sequence })] })))
  }
  commit()
  renameSync(file + suffix, `${file}${suffix}.away`)
  expect(commit).toThrow(`${file}${suffix} was moved or removed`)
  copyFileSync(`${file}${suffix}.away`, file + suffix)
  expect(commit).toThrow('put it back')
  renameSync(`${file}${suffix}.away`, file + suffix)
  commit()
})
