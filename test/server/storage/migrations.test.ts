import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { backUp } from '../../../server/src/storage/sqlite/back-up.ts'
import { MIGRATIONS, OLDEST_READER, PAGE_BYTES } from '../../../server/src/storage/sqlite/schema.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { writeAsOfVersion } from '../../support/http/older-file.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

/** A file of today, and what it has; each older one is written from it. */
async function filled() {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-'))
  const { core, clock, report } = await startCore(folder)
  for (let n = 0; n < 20; n++) await report(`Alert${n}`, { ends: 24 * HOUR })
  await report('Alert3', { ends: 0 })
  const board = core.board()
  const known = await core.statistics(0, clock.now() + 1)
  await core.close()
  return { folder, file: join(folder, 'watchfloor.db'), board, known, now: clock.now() }
}

let today: Awaited<ReturnType<typeof filled>>
beforeAll(async () => {
  today = await filled()
})
afterAll(() => rm(today.folder, { recursive: true, force: true }))

test.each(MIGRATIONS.map((_, n) => n).slice(1))(
  'a file of schema %i is brought up to date with everything in it',
  async (version) => {
    const { file, board: before, known, now } = today
    const older = await tempDir()
    writeAsOfVersion(file, join(older, 'watchfloor.db'), version)
    const second = await startCore(older, { clock: new HandClock(now) })
    onTestFinished(() => second.core.close())
    const sorted = (items: readonly { readonly fingerprint: string }[]) =>
      items.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    expect(sorted(second.core.board().alerts)).toEqual(sorted(before.alerts))
    expect(second.core.log.locate(before.cursor).ok).toBe(true)
    // What the tables of then did not have is taken in from the events.
    const span = [0, now + 1] as const
    const statistics = await second.core.statistics(...span)
    const said = await until('the history to be filled', async () => {
      await second.pass(1_000)
      const answer = await second.core.statistics(...span)
      return answer === 'filling' ? undefined : answer
    })
    expect(said).toEqual(known)
    expect([statistics === 'filling', known]).toEqual([version < 3, expect.objectContaining({ lives: 20 })])
    await second.report('Alert3', { ends: 24 * HOUR })
    expect(second.take()).toContain('alert_firing Alert3')
  },
)

test('a file that is taken over half is none that an older version goes on with, and the rest follows', async () => {
  const file = join(await tempDir(), 'watchfloor.db')
  writeAsOfVersion(today.file, file, 2)
  const look = (text: string) => {
    const db = new DatabaseSync(file)
    const row = db.prepare(text).get()
    db.close()
    return Object.values(row ?? {})[0]
  }
  // What stops it, such as a full disk, stops it here: a table that a later migration makes is there.
  look('CREATE TABLE severities (key TEXT)')
  await expect(openSqlite(file)).rejects.toThrow('severities already exists')
  expect(look('PRAGMA user_version')).toBeGreaterThan(2)
  expect(look('PRAGMA application_id')).toBe(OLDEST_READER)
  look('DROP TABLE severities')
  const storage = await openSqlite(file)
  onTestFinished(storage.close)
  expect((await storage.load(0, 1)).alerts).toHaveLength(20)
})

test('a new file has pages of today, an older one keeps its own, and a backup of it has those of today', async () => {
  const pages = (file: string) => {
    const db = new DatabaseSync(file)
    const { page_size: bytes } = db.prepare('PRAGMA page_size').get() as { page_size: number }
    db.close()
    return bytes
  }
  const older = join(await tempDir(), 'watchfloor.db')
  writeAsOfVersion(today.file, older, MIGRATIONS.length)
  const storage = await openSqlite(older)
  onTestFinished(storage.close)
  const copy = `${older}-copy`
  expect(backUp(older, copy)).toMatchObject({ ok: true, alerts: 20 })
  expect([today.file, older, copy].map(pages)).toEqual([PAGE_BYTES, 4_096, PAGE_BYTES])
})

/** A file that was filled here and then taken over by a newer program, which says how old its readers may be. */
async function newerFile(oldestReader: number): Promise<string> {
  const folder = await tempDir()
  const first = await startCore(folder)
  await first.report('Kept', { ends: 24 * HOUR })
  await first.core.close()
  const file = join(folder, 'watchfloor.db')
  const db = new DatabaseSync(file)
  db.exec(`ALTER TABLE alerts ADD COLUMN newer TEXT;
    PRAGMA user_version = ${MIGRATIONS.length + 2}; PRAGMA application_id = ${oldestReader}`)
  db.close()
  return folder
}

test('a file of a newer version that does without this one is refused, and says what to do', async () => {
  for (const oldestReader of [0, MIGRATIONS.length + 1]) {
    const file = join(await newerFile(oldestReader), 'watchfloor.db')
    await expect(openSqlite(file)).rejects.toThrow(
      new RegExp(`whose schema is ${MIGRATIONS.length + 2}, .*restore the backup`),
    )
  }
})

test('a newer version that only added to the file can be rolled back, and gone back to', async () => {
  const folder = await newerFile(MIGRATIONS.length)
  const older = await startCore(folder)
  expect(older.core.board().alerts.map(({ alertname }) => alertname)).toEqual(['Kept'])
  await older.report('Here', { ends: 24 * HOUR })
  await older.core.close()
  const db = new DatabaseSync(join(folder, 'watchfloor.db'))
  onTestFinished(() => db.close())
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length + 2 })
  expect(db.prepare('SELECT count(*) AS alerts FROM alerts').get()).toEqual({ alerts: 2 })
})
