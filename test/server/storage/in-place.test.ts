import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { commitRows } from '../../../server/src/storage/sqlite/commit-rows.ts'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, alertEvent, changes, DAY } from './conformance/samples.ts'

/** A database, and a commit of an event on it. */
async function opened() {
  const file = join(await tempDir(), 'watchfloor.db')
  const lock = file.replace('.db', '.lock')
  writeFileSync(lock, '')
  const writer = openWriter(file)
  onTestFinished(() => void writer.close('as it is'))
  let sequence = 0
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const commit = () => {
    vi.advanceTimersByTime(100)
    const events = [alertEvent(++sequence, DAY, 'alert_updated', 'A')]
    writer.commit(commitRows(changes({ events, alerts: [alert('A', { sequence })] })))
  }
  return { file, lock, writer, commit }
}

test.each(['', '-wal'])('nothing is committed while watchfloor.db%s has another name', async (suffix) => {
  const { file, commit } = await opened()
  commit()
  renameSync(file + suffix, `${file}${suffix}.away`)
  expect(commit).toThrow(`${file}${suffix} was moved or removed`)
  copyFileSync(`${file}${suffix}.away`, file + suffix)
  expect(commit).toThrow('put it back')
  renameSync(`${file}${suffix}.away`, file + suffix)
  commit()
})

test('nothing is written once another server has begun with a lock of its own', async () => {
  const { lock, writer, commit } = await opened()
  commit()
  renameSync(lock, `${lock}.away`)
  commit()
  writeFileSync(lock, '')
  expect(commit).toThrow('another server has taken')
  expect(() => writer.carryOver({ upTo: undefined })).toThrow('another server has taken')
})
