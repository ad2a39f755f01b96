import { formatTime, type LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { LifeScan, ScannedLives } from '../../../../server/src/storage/life-scan.ts'
import type { PastStore, Storage } from '../../../../server/src/storage/storage.ts'
import { type Begin, newPlace } from './place.ts'
import {
  alertEvent,
  changes,
  DAY,
  firings,
  healthEvent,
  MINUTE,
  printOf,
  ROOMY,
  sequences,
  silenceEvent,
  systemEvent,
} from './samples.ts'

const HOUR = 60 * MINUTE
const at = (minutes: number): number => DAY + minutes * MINUTE

/** What is counted and put together from the log (S17). */
export function pastTests(begin: Begin): void {
  /** A store with a day of three alerts in it. */
  const withLives = async (): Promise<Storage> => {
    const { storage } = await newPlace(begin)
    await storage.commit(changes({ events: LIVES }))
    await filled(storage.past)
    return storage
  }

  test('activity: lives by the slice that they began in and their level; empty slices are there too', async () => {
    const { past } = await withLives()
    const none = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
    expect(await past.activity(at(0), at(60), 3)).toEqual([
      { ...none, at: formatTime(at(0)), critical: 2 },
      { ...none, at: formatTime(at(20)) },
      { ...none, at: formatTime(at(40)), critical: 1, info: 1 },
    ])
    // The span's beginning belongs to it, and its end does not.
    expect(await past.activity(at(56), at(57), 1)).toMatchObject([{ info: 1 }])
    expect(await past.activity(at(55), at(56), 1)).toMatchObject([none])
    expect(await past.activity(at(-60), at(0), 2)).toMatchObject([none, none])
  })

  test('statistics: of the lives that began in a span, whatever became of them later', async () => {
    const { past } = await withLives()
    const none = { count: 0, mean_ms: null, median_ms: null, p90_ms: null }
    const nothing = { lives: 0, firing: 0, lost: 0, acknowledged: 0, to_acknowledge: none, to_resolve: none }
    const one = (minutes: number) => times(1, minutes, minutes, minutes)
    const ofA = {
      ...{ lives: 3, firing: 0, lost: 1, acknowledged: 2 },
      to_acknowledge: times(2, 3, 2, 4),
      to_resolve: times(2, 6.5, 5, 8),
    }
    const ofB = { ...nothing, lives: 1, firing: 1 }
    const both = { ...ofA, lives: 4, firing: 1 }
    const hours = (at: number) =>
      Array.from({ length: 24 }, (_, hour) => ({ hour, ...(hour === at ? both : nothing) }))
    expect(await past.statistics(at(0), at(60))).toEqual({
      lives: 4,
      firing: 1,
      lost: 1,
      never_acknowledged: 1,
      to_acknowledge: { count: 2, mean_ms: 3 * MINUTE, median_ms: 2 * MINUTE, p90_ms: 4 * MINUTE },
      to_resolve: { count: 2, mean_ms: 6.5 * MINUTE, median_ms: 5 * MINUTE, p90_ms: 8 * MINUTE },
      levels: [
        { level: 'critical', lives: 3, firing: 0, acknowledged: 2 },
        { level: 'info', lives: 1, firing: 1, acknowledged: 0 },
      ],
      owners: [
        { name: 'Ana', acknowledged: 1, mean_ms: 2 * MINUTE, to_acknowledge: one(2), to_resolve: one(5) },
        { name: 'Ben', acknowledged: 1, mean_ms: 4 * MINUTE, to_acknowledge: one(4), to_resolve: one(8) },
      ],
      noisiest: [
        { ...ofA, alertname: 'a', alerts: 1, mean_ms: 8 * MINUTE - 20_000 },
        { ...ofB, alertname: 'b', alerts: 1, mean_ms: null },
      ],
      flapping: [{ fingerprint: printOf('a'), alertname: 'a', lives: 3 }],
      services: [{ ...both, label: null, value: '', alerts: 2 }],
      hours: hours(0),
      counted_since: null,
    })
    // The hours are those of a clock that is so far ahead of UTC.
    expect(await past.statistics(at(0), at(60), undefined, -2 * HOUR)).toMatchObject({ hours: hours(22) })
    // A span takes in what began at its beginning, and not what began at its end.
    expect(await past.statistics(at(10), at(45))).toMatchObject({ lives: 1, lost: 0, flapping: [] })
    expect(await past.statistics(at(45), at(50))).toMatchObject({ lives: 1, lost: 1 })
    expect(await past.statistics(at(200), at(300))).toEqual({
      lives: 0,
      firing: 0,
      lost: 0,
      never_acknowledged: 0,
      to_acknowledge: { count: 0, mean_ms: null, median_ms: null, p90_ms: null },
      to_resolve: { count: 0, mean_ms: null, median_ms: null, p90_ms: null },
      levels: [],
      owners: [],
      noisiest: [],
      flapping: [],
      services: [],
      hours: hours(-1),
      counted_since: null,
    })
  })

  test('lives: newest first, each with who took it first and how it ended, from where the last answer ended', async () => {
    const { past } = await withLives()
    const all = {
      before: undefined,
      from: at(0),
      to: at(60),
      fingerprint: undefined,
      owner: undefined,
      fate: undefined,
      hour: undefined,
      filter: {},
      steps: 1_000,
      most: 10,
    }
    const found = async (wanted: Partial<LifeScan> = {}): Promise<ScannedLives> => {
      const answer = await past.lives({ ...all, ...wanted })
      if (answer === 'filling') throw new Error('the history is whole')
      return answer
    }
    const began = async (wanted: Partial<LifeScan>): Promise<readonly number[]> =>
      (await found(wanted)).lives.map(({ sequence }) => sequence)
    expect((await found()).lives.slice(2)).toMatchObject([
      { sequence: 4, alertname: 'a', began: at(10), acknowledged: at(14), owner: 'Ben', ended: at(18) },
      { sequence: 1, labels: { alertname: 'a' }, owner: 'Ana', ended_by: 'sender', note: null },
    ])
    expect(await began({})).toEqual([12, 8, 4, 1])
    expect(await began({ from: at(10), to: at(45) })).toEqual([4])
    expect(await began({ fingerprint: printOf('a') })).toEqual([8, 4, 1])
    expect(await began({ owner: 'Ana' })).toEqual([1])
    expect(await began({ fate: 'firing' })).toEqual([12])
    expect(await began({ fate: 'lost' })).toEqual([8])
    expect(await began({ fate: 'unowned' })).toEqual([8])
    expect(await began({ fate: 'acknowledged' })).toEqual([4, 1])
    expect(await began({ fate: 'resolved' })).toEqual([4, 1])
    expect(await began({ hour: { hour: 1, offset: HOUR } })).toEqual([12, 8, 4, 1])
    expect(await began({ hour: { hour: 0, offset: HOUR } })).toEqual([])
    expect(await began({ filter: { severity: ['info'] } })).toEqual([12])
    expect(await began({ filter: { filter: ['alertname="b"'] } })).toEqual([12])
    const { last, lives } = await found({ most: 2 })
    expect(lives.map(({ sequence }) => sequence)).toEqual([12, 8])
    expect(await began({ before: last })).toEqual([4, 1])
    expect((await found({ from: at(200), to: at(300) })).last).toBeUndefined()
  })

  test('boardAt: the last event of everything that was on the board, in the order of the log', async () => {
    const { past } = await withLives()
    const board = (minutes: number, lingers = 0) => boardAt(past, at(minutes), lingers)
    // Before anything happened it is said when that was.
    expect(await past.boardAt(at(-1), HOUR, ROOMY)).toEqual({ earliest: at(0), at: undefined, pages: [] })
    expect(await board(0)).toEqual({ at: 1, events: [1] })
    expect(await board(2)).toEqual({ at: 2, events: [2] })
    // What ended stays for as long as it lingers, and no longer.
    expect(await board(5)).toEqual({ at: 3, events: [] })
    expect(await board(9, 5 * MINUTE)).toEqual({ at: 3, events: [3] })
    expect(await board(10, 5 * MINUTE)).toMatchObject({ at: 4, events: [4] })
    expect(await board(60)).toEqual({ at: 13, events: [10, 11, 12] })
    expect(await board(24 * 60, 3 * 24 * HOUR)).toEqual({ at: 13, events: [9, 10, 11, 12] })
  })

  test('boardAt: an alert that fires for days is on every board of its time', async () => {
    const { storage } = await newPlace(begin)
    const days = 24 * 60
    await storage.commit(
      changes({
        events: [
          alertEvent(1, at(0), 'alert_created', 'long'),
          alertEvent(2, at(5 * days), 'alert_created', 'short'),
          alertEvent(3, at(5 * days + 1), 'alert_resolved', 'short', { life: 2, by: 'sender' }),
          alertEvent(4, at(9 * days), 'alert_resolved', 'long', { life: 1, by: 'sender' }),
        ],
      }),
    )
    const { past } = storage
    await filled(past)
    expect(await boardAt(past, at(4 * days), 0)).toEqual({ at: 1, events: [1] })
    expect(await boardAt(past, at(5 * days), 0)).toEqual({ at: 2, events: [1, 2] })
    expect(await boardAt(past, at(8 * days), 0)).toEqual({ at: 3, events: [1] })
    expect(await boardAt(past, at(10 * days), 2 * days * MINUTE)).toEqual({ at: 4, events: [4] })
    expect(await boardAt(past, at(12 * days), 2 * days * MINUTE)).toEqual({ at: 4, events: [] })
  })

  test('boardAt: a board that is too large is its worst, what is over last, and says how many fire that it leaves out', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(
      changes({
        events: [
          alertEvent(1, at(0), 'alert_created', 'a', { severity: 'warning' }),
          alertEvent(2, at(1), 'alert_created', 'over', { severity: 'critical' }),
          alertEvent(3, at(2), 'alert_resolved', 'over', { life: 2, by: 'sender', severity: 'critical' }),
          alertEvent(4, at(3), 'alert_created', 'b', { severity: 'info' }),
          alertEvent(5, at(4), 'alert_created', 'c', { severity: 'critical' }),
        ],
      }),
    )
    const { past } = storage
    await filled(past)
    const within = async (alerts: number, bytes: number) => {
      const board = await past.boardAt(at(5), HOUR, { alerts, bytes })
      if (board === 'filling') throw new Error('the history is whole')
      return [sequences(board.pages.flatMap((page) => page())), board.leftOut]
    }
    const none = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
    expect(await within(4, 1e6)).toEqual([[1, 3, 4, 5], undefined])
    expect(await within(3, 1e6)).toEqual([[1, 4, 5], none])
    expect(await within(2, 1e6)).toEqual([[1, 5], { ...none, info: 1 }])
    expect(await within(9, 1)).toEqual([[], { ...none, critical: 1, warning: 1, info: 1 }])
  })

  test('what was deleted from the log is in no count, but a life that goes on is', async () => {
    const { storage } = await newPlace(begin)
    await storage.commit(
      changes({
        events: [
          ...firings(1, 3),
          alertEvent(4, at(4), 'alert_resolved', 'a1', { life: 1, by: 'sender' }),
          ...firings(5, 5),
        ],
      }),
    )
    await filled(storage.past)
    while ((await storage.events.purgeBefore(at(5), 2)) > 0);
    const { past } = storage
    expect(await past.statistics(at(0), at(60))).toMatchObject({ lives: 3, firing: 3 })
    expect(await past.boardAt(at(4), 0, ROOMY)).toMatchObject({ earliest: at(5), at: undefined })
  })

  test('fill: there is nothing to take in where every event was taken in as it came', async () => {
    const { storage, reopen } = await newPlace(begin)
    expect(await storage.past.fill()).toBe(false)
    await storage.commit(changes({ events: LIVES }))
    expect(await (await reopen()).past.fill()).toBe(false)
  })
}

function times(count: number, mean: number, median: number, p90: number) {
  return { count, mean_ms: mean * MINUTE, median_ms: median * MINUTE, p90_ms: p90 * MINUTE }
}

async function boardAt(past: PastStore, time: number, lingers: number) {
  const board = await past.boardAt(time, lingers, ROOMY)
  if (board === 'filling') throw new Error('the history is whole')
  return { at: board.at?.sequence, events: sequences(board.pages.flatMap((page) => page())) }
}

/** Takes older events in, as a server does in the background. */
async function filled({ fill }: PastStore): Promise<void> {
  while (await fill());
}

/**
 * `a` fires three times: Ana takes it after 2 minutes and it ends after 5; Ben takes it after 4 and again later, and
 * it ends after 8; nobody takes it and contact is lost after 10. `b` begins and goes on.
 */
const LIVES: readonly LoggedEvent[] = [
  alertEvent(1, at(0), 'alert_created', 'a'),
  alertEvent(2, at(2), 'alert_acknowledged', 'a', { life: 1, owner: 'Ana' }),
  alertEvent(3, at(5), 'alert_resolved', 'a', { life: 1, owner: 'Ana', by: 'sender' }),
  alertEvent(4, at(10), 'alert_firing', 'a'),
  alertEvent(5, at(14), 'alert_acknowledged', 'a', { life: 4, owner: 'Ben' }),
  alertEvent(6, at(16), 'alert_acknowledged', 'a', { life: 4, owner: 'Eve' }),
  alertEvent(7, at(18), 'alert_resolved', 'a', { life: 4, owner: 'Eve', by: 'webhook' }),
  alertEvent(8, at(45), 'alert_firing', 'a'),
  alertEvent(9, at(55), 'alert_resolved', 'a', { life: 8, by: 'timeout' }),
  silenceEvent(10, at(55), 'one'),
  healthEvent(11, at(55), 'store'),
  alertEvent(12, at(56), 'alert_created', 'b', { severity: 'info' }),
  systemEvent(13, at(57)),
]
