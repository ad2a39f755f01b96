import { DatabaseSync } from 'node:sqlite'
import type { LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { AlertRecord } from '../../../server/src/alerts/record.ts'
import { DamagedDatabase } from '../../../server/src/storage/sqlite/damage.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { crashingStore, openedUntilEnd } from '../../support/store/crashing-store.ts'
import { alert, alertEvent, changes, DAY, firings } from './conformance/samples.ts'

test('what a start asks for is known before the tables have followed', async () => {
  const { store: first, crash } = await crashingStore()
  await first.commit(changes({ events: [alertEvent(1, DAY, 'alert_created', 'Kept')] }))

  const second = await openedUntilEnd(await crash())
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
  const tabled = ['Same', 'Changed', 'Forgotten'].map((name) => alert(name, { sequence: 1 }))
  const { store: first, crash } = await crashingStore(changes({ alerts: tabled }))
  const [, changed, forgotten] = tabled
  const added = alert('Added', { sequence: 1 })
  await first.commit(changes({ alerts: [alert('Changed', { sequence: 2 }), added, alert('Gone')] }))
  await first.commit(
    changes({
      alerts: [alert('Changed', { sequence: 3 })],
      forgottenAlerts: [forgotten?.fingerprint ?? '', alert('Gone').fingerprint],
    }),
  )

  const second = await openedUntilEnd(await crash())
  expect(second.behind().bytes).toBeGreaterThan(0)
  const { alerts } = await second.load(DAY, 10)
  expect(Object.fromEntries(alerts.map(({ fingerprint, sequence }) => [fingerprint, sequence]))).toEqual({
    [tabled[0]?.fingerprint ?? '']: 1,
    [changed?.fingerprint ?? '']: 3,
    [added.fingerprint]: 1,
  })
})

test('an alert has its words back from its event, and what resolved counts once, wherever it stands', async () => {
  const { store: first, crash } = await crashingStore()
  const commit = (n: number): Promise<void> => {
    const events = [
      alertEvent(3 * n + 1, DAY + n, 'alert_created', `Köln ${n}`),
      alertEvent(3 * n + 2, DAY + n, 'alert_resolved', `Over ${n}`, { life: 1 }),
      alertEvent(3 * n + 3, DAY + n, 'alert_created', `Last ${n}`, { text: 'a "word"\n' }),
    ] as const
    const alerts = [events[0], events[2]].map(alertOf)
    return first.commit(changes({ events, alerts }))
  }
  for (let n = 0; n < 3; n++) await commit(n)

  const second = await openedUntilEnd(await crash())
  const before = await second.load(DAY + 1, 10)
  expect(before.resolvedToday).toBe(2)
  expect(
    before.alerts.map(({ labels, annotations }) => [labels.alertname, annotations.summary]).sort(),
  ).toEqual(
    [0, 1, 2]
      .flatMap((n) => [
        [`Köln ${n}`, 'down'],
        [`Last ${n}`, 'a "word"\n'],
      ])
      .sort(),
  )
  await second.past.activity(DAY, 2 * DAY, 1)
  expect(second.behind().bytes).toBe(0)
  const after = await second.load(DAY + 1, 10)
  expect(after.resolvedToday).toBe(2)
  const byName = (records: readonly AlertRecord[]): readonly AlertRecord[] =>
    records.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
  expect(byName(after.alerts)).toEqual(byName(before.alerts))
})

test('a large commit is packed: it counts as what it says, is read like any other, and damage to it is found', async () => {
  const { store: first, crash } = await crashingStore()
  const MANY = 200
  const events = firings(1, MANY)
  const alerts = events.map(alertOf)
  await first.commit(changes({ events, alerts }))
  const crashed = await crash()
  const db = new DatabaseSync(crashed)
  const { size, stored } = db.prepare('SELECT size, length(batch) AS stored FROM journal').get() as {
    readonly size: number
    readonly stored: number
  }
  db.close()
  expect(size).toBeGreaterThan(5 * stored)
  expect(first.behind().bytes).toBe(size)

  const second = await openedUntilEnd(crashed)
  const before = await second.load(DAY, MANY)
  expect(second.behind().bytes).toBe(size)
  expect(before.recent).toHaveLength(MANY)
  const labelsOf = (records: readonly AlertRecord[]) =>
    records.map(({ labels }) => JSON.stringify(labels)).sort()
  expect(labelsOf(before.alerts)).toEqual(labelsOf(alerts))
  expect(await second.events.ofAlert(alerts[7]?.fingerprint ?? '', 10)).toHaveLength(1)
  await second.past.activity(DAY, 2 * DAY, 1)
  expect(second.behind().bytes).toBe(0)
  expect(labelsOf((await second.load(DAY, 1)).alerts)).toEqual(labelsOf(alerts))

  const damaged = await crash()
  const other = new DatabaseSync(damaged)
  other.exec(`UPDATE journal SET batch = CAST(substr(batch, 1, length(batch) - 9) || x'00' ||
    substr(batch, length(batch) - 7) AS BLOB)`)
  other.close()
  await expect(openSqlite(damaged)).rejects.toThrow(DamagedDatabase)
})

test('an entry of the journal that is damaged is found at the start', async () => {
  const { store: first, crash } = await crashingStore()
  for (let n = 1; n <= 3; n++)
    await first.commit(changes({ events: [alertEvent(n, DAY, 'alert_created', 'A')] }))
  const crashed = await crash()
  const db = new DatabaseSync(crashed)
  db.exec(`UPDATE journal SET batch = CAST(replace(CAST(batch AS TEXT), 'down', 'dawn') AS BLOB) WHERE n = 1`)
  db.close()
  await expect(openSqlite(crashed)).rejects.toThrow(DamagedDatabase)
})

/** The alert that an event tells of, with the very same words. */
function alertOf({ sequence, data }: LoggedEvent): AlertRecord {
  const { labels, annotations, alertname } = data as unknown as AlertRecord & { alertname: string }
  return alert(alertname, { sequence, labels, annotations })
}
