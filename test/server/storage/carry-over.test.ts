import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { commitRows } from '../../../server/src/storage/sqlite/commit-rows.ts'
import { Journal } from '../../../server/src/storage/sqlite/journal.ts'
import { prepared } from '../../../server/src/storage/sqlite/prepared.ts'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, alertEvent, changes, DAY, printOf } from './conformance/samples.ts'

/** A file that is written, and looked at beside that. */
async function opened() {
  const file = join(await tempDir(), 'watchfloor.db')
  const writer = openWriter(file)
  const beside = new DatabaseSync(file)
  onTestFinished(() => {
    beside.close()
    writer.close(null)
  })
  let sequence = 0
  return {
    file,
    beside,
    /** Each alert changes once, in one commit. */
    change: (...names: readonly string[]) => {
      const events = names.map((name) => alertEvent(++sequence, DAY, 'alert_updated', name))
      const alerts = names.map((name, n) => alert(name, { sequence: sequence - names.length + 1 + n }))
      return writer.commit(commitRows(changes({ events, alerts })))
    },
    forget: (...names: readonly string[]) =>
      writer.commit(commitRows(changes({ forgottenAlerts: names.map((name) => printOf(name)) }))),
    carryOver: () => writer.carryOver({ upTo: undefined }),
    tabled: () =>
      beside
        .prepare(
          "SELECT record ->> '$.labels.alertname' AS name, record ->> '$.sequence' AS sequence FROM alerts",
        )
        .all()
        .map(({ name, sequence: last }) => `${name} ${last}`)
        .sort(),
  }
}

test('of what a piece says of an alert the last is written', async () => {
  const { change, forget, carryOver, tabled } = await opened()
  change('Kept', 'Gone', 'Back')
  change('Kept')
  forget('Gone', 'Back')
  change('Back')
  carryOver()
  expect(tabled()).toEqual(['Back 5', 'Kept 4'])
})

test('a piece that is not carried over leaves nothing of itself, and is carried over whole later', async () => {
  const { beside, change, forget, carryOver, tabled } = await opened()
  change('Old', 'Gone')
  carryOver()
  change('Old', 'New')
  forget('Gone')
  beside.exec("CREATE TRIGGER stop BEFORE DELETE ON journal BEGIN SELECT raise(ABORT, 'it stops here'); END")
  for (let tries = 0; tries < 2; tries++) expect(carryOver).toThrow('it stops here')
  expect(tabled()).toEqual(['Gone 2', 'Old 1'])
  beside.exec('DROP TRIGGER stop')
  carryOver()
  expect(tabled()).toEqual(['New 4', 'Old 3'])
})

test('what is committed waits for the disk again, also after another program kept the file from being carried over', async () => {
  const { file, beside, change } = await opened()
  change('Kept')
  const db = new DatabaseSync(file)
  onTestFinished(() => db.close())
  const journal = new Journal(db, prepared(db))
  const synchronous = (): unknown => db.prepare('PRAGMA synchronous').get()?.synchronous
  const before = synchronous()
  beside.exec('BEGIN IMMEDIATE')
  expect(() => journal.carryOver()).toThrow('locked')
  expect(synchronous()).toBe(before)
})
