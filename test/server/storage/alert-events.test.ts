import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LifePlace } from '../../../server/src/storage/life-scan.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alertEvent, changes, DAY, MINUTE, printOf, ROOMY } from './conformance/samples.ts'

/** Far apart, so that the index by alert has each in a stretch of its own, or two; the middle has none. */
const BEGAN = [1, 40_000, 40_002, 200_000]
const at = (n: number): number => DAY + n * MINUTE

async function longLog() {
  const storage = await openSqlite(join(await tempDir(), 'watchfloor.db'))
  onTestFinished(() => storage.close())
  const events = BEGAN.flatMap((life, n) => [
    alertEvent(life, at(10 * n), 'alert_firing', 'far'),
    alertEvent(life + 1, at(10 * n + 5), 'alert_resolved', 'far', { life, by: 'sender' }),
    alertEvent(life + 20_000, at(10 * n + 6), 'alert_created', `other${n}`),
  ])
  // The last of its lives goes on.
  const kept = events.filter(({ sequence }) => sequence !== 200_001)
  await storage.commit(changes({ events: kept.toSorted((a, b) => a.sequence - b.sequence) }))
  return storage
}

test('the events of an alert are found wherever in a long log they stand, both ways', async () => {
  const { events } = await longLog()
  const ofIt = [1, 2, 40_000, 40_001, 40_002, 40_003, 200_000]
  const numbers = (found: readonly { readonly sequence: number }[]) => found.map(({ sequence }) => sequence)
  const fingerprint = printOf('far')
  expect(numbers(await events.ofAlert(fingerprint, 100))).toEqual(ofIt.toReversed())
  expect(numbers(await events.ofAlert(fingerprint, 3))).toEqual([200_000, 40_003, 40_002])
  expect(await events.ofAlert(printOf('unknown'), 3)).toEqual([])
  const scan = {
    fingerprint,
    from: 0,
    to: at(1_000),
    filter: {},
    steps: 0,
    most: 100,
    wants: 'events',
  } as const
  for (const [first, before] of [
    [0, 300_000],
    [2, 40_002],
    [40_001, 200_000],
    [40_004, 200_000],
  ] as const) {
    const within = ofIt.filter((sequence) => sequence >= first && sequence < before)
    const found = (upwards: boolean) => events.scanBefore({ ...scan, first, before, upwards })
    expect(numbers((await found(false)).events)).toEqual(within.toReversed())
    expect(numbers((await found(true)).events)).toEqual(within)
  }
})

test('its lives are found there too, from where the last answer ended; a past board has the last event of then', async () => {
  const { past } = await longLog()
  const fingerprint = printOf('far')
  const all = {
    from: 0,
    to: at(1_000),
    owner: undefined,
    fate: undefined,
    hour: undefined,
    filter: {},
    steps: 0,
  }
  const found: number[] = []
  for (let before: LifePlace | undefined; ; ) {
    const page = await past.lives({ ...all, fingerprint, before, most: 1 })
    if (page === 'filling') throw new Error('the history is whole')
    if (page.lives.length === 0) break
    found.push(...page.lives.map(({ sequence }) => sequence))
    before = page.last
  }
  expect(found).toEqual(BEGAN.toReversed())
  const onBoard = async (time: number) => {
    const board = await past.boardAt(time, 2 * MINUTE, ROOMY)
    if (board === 'filling') throw new Error('the history is whole')
    return board.pages.flatMap((page) => page()).map(({ sequence }) => sequence)
  }
  expect(await onBoard(at(36))).toEqual([20_001, 60_000, 60_002, 200_000, 220_000])
  expect(await onBoard(at(26))).toEqual([20_001, 40_003, 60_000, 60_002])
  expect(await onBoard(at(100))).toEqual([20_001, 60_000, 60_002, 200_000, 220_000])
})
