import {
  type Alert,
  type Board,
  compileMatcher,
  emptyBoard,
  fold,
  fromSnapshot,
  LEVELS,
  type LeftOut,
  type Level,
  type Matcher,
  type Stats,
  toSnapshot,
} from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_ROUTING, type Routing } from '../../../server/src/alertmanager/routing.ts'
import { runs } from '../../support/chance.ts'
import { happen, happening } from '../../support/core/happenings.ts'
import { startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const STATS_EVERY = 10_000
const INHIBITING: Routing = {
  ...NO_ROUTING,
  inhibitRules: [
    { name: 'critical first', source: [severity('critical')], target: [severity('warning')], equal: [] },
  ],
}

function severity(value: string): Matcher {
  const matcher = compileMatcher('severity', '=', value)
  if (!matcher.ok) throw new Error(value)
  return matcher.value
}

/** Those of the board that are counted in place as it changes. */
function numbersOf(alerts: readonly Alert[]): Partial<Stats> {
  const firing = alerts.filter(({ status }) => status === 'firing')
  const by_severity = countByLevel(firing)
  const inhibited_alerts = firing.filter(({ inhibited_by }) => inhibited_by.length > 0).length
  return { firing_alerts: firing.length, by_severity, inhibited_alerts }
}

test('S7, S19: whatever happens, folding the events from empty, in any slices, gives the board, and the numbers tell of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 25 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (happenings, slices) => {
        const t = await startCore(await tempDir(), { routing: INHIBITING })
        for (const what of happenings) await happen(t, what)
        await t.pass(STATS_EVERY)
        let board: Board = emptyBoard({ epoch: 'none', sequence: 0 })
        const events = await t.core.log.readAfter(0, 100_000)
        for (let at = 0, i = 0; at < events.length; i++) {
          const size = slices[i % slices.length] as number
          board = fold(board, events.slice(at, at + size))
          at += size
        }
        const sorted = <T extends { sequence: number }>(items: readonly T[]): T[] =>
          items.toSorted((a, b) => a.sequence - b.sequence)
        const folded = toSnapshot(board, t.clock.now())
        const real = t.core.board()
        expect(sorted(folded.alerts)).toEqual(sorted(real.alerts))
        expect(sorted(folded.silences)).toEqual(sorted(real.silences))
        expect(sorted(folded.health)).toEqual(sorted(real.health))
        expect(t.core.stats().data).toMatchObject(numbersOf(real.alerts))
        expect(t.failed).toEqual([])
        await t.core.close()
      },
    ),
    { numRuns: runs(15) },
  )
}, 60_000)

const NONE: LeftOut = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }

function countByLevel(alerts: Iterable<{ readonly status: string; readonly level: Level }>): LeftOut {
  const counts = { ...NONE }
  for (const { status, level } of alerts) if (status === 'firing') counts[level]++
  return counts
}

test('a board that leaves alerts out stays true by its events: what it shows and what it leaves out is all that fires', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 4, maxLength: 15 }),
      fc.array(happening, { minLength: 4, maxLength: 15 }),
      fc.infiniteStream(fc.boolean()),
      async (before, after, coins) => {
        const t = await startCore(await tempDir())
        for (const what of before) await happen(t, what)
        const whole = t.core.board()
        const kept = whole.alerts.filter(({ status }) => status === 'resolved' || coins.next().value)
        const left_out = countByLevel(whole.alerts.filter((alert) => !kept.includes(alert)))
        const cut = fromSnapshot({ ...whole, alerts: kept, left_out }) as Board

        for (const what of after) await happen(t, what)
        const board = fold(cut, await t.core.log.readAfter(cut.cursor.sequence, 100_000))
        const real = new Map(t.core.board().alerts.map((alert) => [alert.fingerprint, alert]))
        const shown = countByLevel(board.alerts.values())
        const left = board.left_out ?? NONE
        const sum = Object.fromEntries(LEVELS.map((level) => [level, shown[level] + left[level]]))
        expect(sum).toEqual(countByLevel(real.values()))
        for (const alert of toSnapshot(board, t.clock.now()).alerts)
          expect(alert).toEqual(real.get(alert.fingerprint))
        await t.core.close()
      },
    ),
    { numRuns: runs(15) },
  )
}, 60_000)
