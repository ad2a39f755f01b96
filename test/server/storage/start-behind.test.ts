import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, alertEvent, changes, DAY } from './conformance/samples.ts'

test('what a start asks for is known before the tables have followed', async () => {
  // By the clock the tables would follow.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const [file, crashed] = [join(await tempDir(), 'watchfloor.db'), join(await tempDir(), 'watchfloor.db')]
  const first = await openSqlite(file)
  onTestFinished(() => first.close())
  await first.commit(changes({ events: [alertEvent(1, DAY, 'alert_created', 'Kept')] }))
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${crashed}${part}`)

  const second = await openSqlite(crashed)
  onTestFinished(() => second.close())
  const { head, recent } = await second.load(DAY, 10)
  expect([head, recent.length]).toEqual([1, 1])
  expect(await second.events.firstSince(DAY)).toBe(1)
  expect(await second.events.firstSince(DAY + 1)).toBeUndefined()
  expect(second.behind().bytes).toBeGreaterThan(0)
  // What is asked of the tables alone has them follow first.
  expect(await second.past.activity(DAY, 2 * DAY, 1)).toHaveLength(1)
  expect(second.behind().bytes).toBe(0)
})

test('an alert is what the journal says last of it: changed, forgotten, added, or as the table has it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const [file, crashed] = [join(await tempDir(), 'watchfloor.db'), join(await tempDir(), 'watchfloor.db')]
  const before = await openSqlite(file)
  const tabled = ['Same', 'Changed', 'Forgotten'].map((name) => alert(name, { sequence: 1 }))
  await before.commit(changes({ alerts: tabled }))
  await before.close()
  const first = await openSqlite(file)
  onTestFinished(() => first.close())
  const [, changed, forgotten] = tabled
  const added = alert('Added', { sequence: 1 })
  await first.commit(changes({ alerts: [alert('Changed', { sequence: 2 }), added, alert('Gone')] }))
  await first.commit(
    changes({
      alerts: [alert('Changed', { sequence: 3 })],
      forgottenAlerts: [forgotten?.fingerprint ?? '', alert('Gone').fingerprint],
    }),
  )
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${crashed}${part}`)

  const second = await openSqlite(crashed)
  onTestFinished(() => second.close())
  expect(second.behind().bytes).toBeGreaterThan(0)
  const { alerts } = await second.load(DAY, 10)
  expect(Object.fromEntries(alerts.map(({ fingerprint, sequence }) => [fingerprint, sequence]))).toEqual({
    [tabled[0]?.fingerprint ?? '']: 1,
    [changed?.fingerprint ?? '']: 3,
    [added.fingerprint]: 1,
  })
})
