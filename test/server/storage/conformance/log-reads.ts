import { randomBytes } from 'node:crypto'
import type { StreamFilter } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { EventScan } from '../../../../server/src/storage/event-scan.ts'
import type { Storage } from '../../../../server/src/storage/storage.ts'
import { type Begin, newPlace } from './place.ts'
import {
  alert,
  alertEvent,
  changes,
  DAY,
  firings,
  healthEvent,
  MINUTE,
  printOf,
  sequences,
  silence,
  silenceEvent,
  span,
  systemEvent,
} from './samples.ts'
import { eventsBefore, scanOf } from './scans.ts'

/** Reads of the log, and its deletion from the old end (S17, S19). */
export function logTests(begin: Begin): void {
  test('events come back whole, in the order of the log, whatever their kind and however they were committed', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const events = [
      ...firings(1, 40),
      silenceEvent(41, DAY, 'one'),
      healthEvent(42, DAY, 'store'),
      systemEvent(43, DAY),
      alertEvent(44, DAY, 'alert_resolved', 'a1', { life: 1, by: 'timeout', owner: 'Ana' }),
    ]
    for (const [from, to] of [
      [0, 1],
      [1, 3],
      [3, 40],
      [40, 44],
    ] as const)
      await storage.commit(changes({ events: events.slice(from, to) }))
    await nowAndLater(async (opened) => {
      expect(await opened.events.readAfter(0, 1_000)).toEqual(events)
    })
  })

  test('readAfter: what comes after a sequence, at most so many; pages together are the log without a seam', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(changes({ events: firings(1, 50) }))
    const after = async (sequence: number, limit: number) =>
      sequences(await storage.events.readAfter(sequence, limit))
    expect(await after(0, 3)).toEqual([1, 2, 3])
    expect(await after(1, 3)).toEqual([2, 3, 4])
    expect(await after(48, 3)).toEqual([49, 50])
    expect(await after(49, 1)).toEqual([50])
    expect([await after(50, 3), await after(1_000, 3)]).toEqual([[], []])
    const read: number[] = []
    for (let page = await after(0, 7); page.length > 0; page = await after(read.at(-1) ?? 0, 7))
      read.push(...page)
    expect(read).toEqual(span(1, 50))
    // Whatever else is read in between, and however soon after a commit.
    await storage.past.activity(0, 10 * DAY, 10)
    await storage.commit(changes({ events: firings(51, 60) }))
    expect(await after(45, 10)).toEqual(span(46, 55))
    expect(await after(52, 100)).toEqual(span(53, 60))
    expect(await after(60, 1)).toEqual([])
  })

  test('scanBefore: what comes before a sequence, newest first; of one alert only when it is named', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(changes({ events: mixed() }))
    const before = async (sequence: number, limit: number, fingerprint?: string) =>
      sequences(await eventsBefore(storage.events, sequence, limit, fingerprint))
    expect(await before(9, 3)).toEqual([8, 7, 6])
    expect(await before(4, 10)).toEqual([3, 2, 1])
    expect([await before(1, 10), await before(0, 10)]).toEqual([[], []])
    expect(await before(1_000, 2)).toEqual([9, 8])
    expect(await before(9, 10, printOf('a'))).toEqual([7, 4, 1])
    expect(await before(10, 10, printOf('a'))).toEqual([9, 7, 4, 1])
    expect(await before(9, 2, printOf('a'))).toEqual([7, 4])
    expect(await before(1, 10, printOf('a'))).toEqual([])
    expect(await before(9, 10, printOf('never fired'))).toEqual([])
  })

  test('scanBefore: only what is asked for, whole or by its alert, and what it cost', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(changes({ events: firings(1, 30) }))
    /** To the end: one scan takes so long at most, whatever the machine does meanwhile. */
    const all = async (part: Partial<EventScan>) => {
      const found = { sequences: [] as number[], fingerprints: [] as string[], looked: 0, steps: 0 }
      let { before, most } = scanOf(part)
      for (;;) {
        const { events, ...more } = await storage.events.scanBefore(scanOf({ ...part, before, most }))
        if (more.last === undefined) return found
        found.sequences.push(...sequences(events))
        found.fingerprints.push(...more.fingerprints)
        found.looked += more.looked
        found.steps += more.steps
        before = more.last
        most -= events.length + more.fingerprints.length
        if (most === 0) return found
      }
    }
    const filter: StreamFilter = { filter: ['alertname=~"a(3|12)"'] }
    expect(await all({ filter })).toMatchObject({ sequences: [12, 3], fingerprints: [], looked: 30 })
    expect(await all({ filter, wants: 'fingerprints' })).toMatchObject({
      sequences: [],
      fingerprints: [printOf('a12'), printOf('a3')],
    })
    expect(await all({ filter, most: 1 })).toMatchObject({ sequences: [12], looked: 19 })
    expect(await all({ before: 12, first: 3, filter })).toMatchObject({ sequences: [3], looked: 9 })
    expect(await all({ first: 4, before: 12, filter })).toMatchObject({ sequences: [], looked: 8 })
    expect(await all({ filter: { types: ['silence_deleted'] } })).toMatchObject({ looked: 30, steps: 0 })
    const [eighth] = (await storage.events.scanBefore(scanOf({ before: 9, most: 1 }))).events
    const at = Date.parse(eighth?.timestamp ?? '')
    expect((await all({ from: at, to: at + 1 })).sequences).toEqual([8])
    // What costs more than it may is broken off, and says so.
    const costly = { filter: { filter: ['alertname=~"([a-z]|[0-9])*"'] }, steps: 1 }
    const { steps, last } = await storage.events.scanBefore(scanOf(costly))
    expect(steps).toBeGreaterThan(1)
    expect(last).toBe(30)
    expect(await storage.events.scanBefore(scanOf({ before: 1 }))).toEqual({
      events: [],
      fingerprints: [],
      criticals: 0,
      last: undefined,
      looked: 0,
      steps: 0,
    })
  })

  test('ofAlert: the events of one alert, newest first, at most so many', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(changes({ events: mixed() }))
    const of = async (name: string, limit: number) =>
      sequences(await storage.events.ofAlert(printOf(name), limit))
    expect([await of('a', 10), await of('a', 2), await of('b', 10)]).toEqual([
      [9, 7, 4, 1],
      [9, 7],
      [5, 2],
    ])
    expect(await of('never fired', 10)).toEqual([])
    // Another severity is another alert.
    expect(await storage.events.ofAlert(printOf('a', 'warning'), 10)).toEqual([])
  })

  test('firstSince: the first event at a time or after it; of several at that time the first in the log', async () => {
    const { storage } = await newPlace(begin)
    const { firstSince } = storage.events
    expect(await firstSince(0)).toBeUndefined()
    const at = [0, 1, 1, 1, 5].map((minutes, n) =>
      alertEvent(n + 1, DAY + minutes * MINUTE, 'alert_created', `a${n}`),
    )
    await storage.commit(changes({ events: at }))
    const since = (minutes: number, more = 0) => firstSince(DAY + minutes * MINUTE + more)
    expect(await firstSince(0)).toBe(1)
    expect([await since(0), await since(0, 1)]).toEqual([1, 2])
    expect([await since(1), await since(1, 1)]).toEqual([2, 5])
    expect([await since(5), await since(5, 1)]).toEqual([5, undefined])
  })

  test('purgeBefore: deletes what is older than a time, a few at a time, says how many, and keeps the rest', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const alerts = [alert('a1'), alert('a60')]
    const silences = [silence('one')]
    await storage.openTerm({ epoch: 'term', first: 1 })
    await storage.commit(changes({ events: firings(1, 60), alerts, silences }))
    const time = DAY + 40 * MINUTE
    const steps: number[] = []
    do {
      const left = (await storage.events.readAfter(0, 100)).length
      steps.push(await storage.events.purgeBefore(time, 10))
      const fewer = left - (await storage.events.readAfter(0, 100)).length
      expect(fewer).toBeLessThanOrEqual(10)
    } while (steps.at(-1) !== 0)
    expect(steps.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(39)
    await nowAndLater(async (opened) => {
      // The event of exactly this time is not older.
      expect(sequences(await opened.events.readAfter(0, 100))).toEqual(span(40, 60))
      expect(sequences(await eventsBefore(opened.events, 1_000, 100))).toEqual(span(60, 40))
      expect(await opened.events.firstSince(0)).toBe(40)
      expect(await opened.events.ofAlert(printOf('a39'), 10)).toEqual([])
      const loaded = await opened.load(DAY, 5)
      expect(loaded).toMatchObject({ silences, head: 60, terms: [{ epoch: 'term', first: 1 }] })
      expect(sequences(loaded.recent)).toEqual(span(56, 60))
      expect(loaded.alerts).toHaveLength(2)
    })
  })

  test('purgeBefore: leaves no gap where a clock was far behind for a while', async () => {
    const { storage } = await newPlace(begin)
    const minutes = [1, 2, 3, 50, 51, 4, 5, 52, 53]
    const events = minutes.map((minute, n) =>
      alertEvent(n + 1, DAY + minute * MINUTE, 'alert_created', `a${n}`),
    )
    await storage.commit(changes({ events }))
    const left = async (): Promise<readonly number[]> => sequences(await storage.events.readAfter(0, 100))
    await purge(storage, DAY + 40 * MINUTE)
    expect(await left()).toEqual(span(4, 9))
    await purge(storage, DAY + 52 * MINUTE)
    expect(await left()).toEqual(span(8, 9))
  })

  test('S16: however old it is, the newest event stays, so that the sequence goes on counting', async () => {
    const { storage, reopen } = await newPlace(begin)
    await storage.commit(changes({ events: firings(1, 20) }))
    await purge(storage, DAY + 365 * 24 * 60 * MINUTE)
    const opened = await reopen()
    expect(await opened.load(DAY, 10)).toMatchObject({ head: 20, recent: firings(20, 20) })
    await opened.commit(changes({ events: firings(21, 21) }))
    expect(sequences(await opened.events.readAfter(0, 10))).toEqual([20, 21])
  })

  test('usedBytes: grows with what is kept, and what was deleted no longer counts', async () => {
    const { storage, reopen } = await newPlace(begin)
    const empty = await storage.events.usedBytes()
    // Texts that no store can pack to less than half.
    const events = Array.from({ length: 300 }, (_, n) =>
      firings(n + 1, n + 1, randomBytes(8_000).toString('hex')),
    )
    await storage.commit(changes({ events: events.flat() }))
    const full = await storage.events.usedBytes()
    expect(full - empty).toBeGreaterThan(2_000_000)
    await purge(storage, DAY + 290 * MINUTE)
    const purged = await storage.events.usedBytes()
    expect(purged).toBeLessThan(empty + (full - empty) / 2)
    expect(await (await reopen()).events.usedBytes()).toBeLessThan(empty + (full - empty) / 2)
  })
}

async function purge(storage: Storage, time: number): Promise<void> {
  while ((await storage.events.purgeBefore(time, 100)) > 0);
}

/** Events of two alerts, a silence, a source and the system, in turn. */
function mixed() {
  const at = (sequence: number): number => DAY + sequence * MINUTE
  return [
    alertEvent(1, at(1), 'alert_created', 'a'),
    alertEvent(2, at(2), 'alert_created', 'b'),
    silenceEvent(3, at(3), 'one'),
    alertEvent(4, at(4), 'alert_updated', 'a', { life: 1 }),
    alertEvent(5, at(5), 'alert_resolved', 'b', { life: 2, by: 'sender' }),
    healthEvent(6, at(6), 'store'),
    alertEvent(7, at(7), 'alert_resolved', 'a', { life: 1, by: 'sender' }),
    systemEvent(8, at(8)),
    alertEvent(9, at(9), 'alert_firing', 'a'),
  ]
}
