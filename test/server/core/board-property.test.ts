import { type Board, emptyBoard, fold, toSnapshot } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import { MINUTE, startCore } from '../../support/test-core.ts'

const name = fc.constantFrom('A', 'B', 'C')
const severity = fc.constantFrom('critical', 'page', 'warning', 'odd')

/** What may happen to a server, in any order. */
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fire' as const), name, severity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resolve' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('relay' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 7 }) }),
  },
)

test('S7, S19: whatever happens, folding the events from empty, in any slices, gives the board', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 25 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (happenings, slices) => {
        const t = await startCore(await tempDir())
        for (const what of happenings) {
          const now = t.clock.now()
          if (what.kind === 'fire') await t.report(what.name, { labels: { severity: what.severity } })
          if (what.kind === 'relay') {
            await t.report(what.name, {
              labels: { severity: what.severity },
              entry: 'relayed',
              ends: undefined,
            })
          }
          if (what.kind === 'resolve') {
            await t.report(what.name, {
              labels: { severity: what.severity },
              at: { startsAt: now, endsAt: now },
            })
          }
          if (what.kind === 'acknowledge') {
            const alert = t.core.board().alerts[what.index]
            const command = {
              life: undefined,
              name: 'Ana',
              until: 'resolved' as const,
              endsAt: undefined,
              note: undefined,
            }
            if (alert !== undefined) await t.core.acknowledge({ ...command, fingerprint: alert.fingerprint })
          }
          if (what.kind === 'silence') {
            await t.core.setSilence({
              id: undefined,
              matchers: [{ name: 'alertname', value: what.name, is_regex: false, is_equal: true }],
              startsAt: now,
              endsAt: now + 3 * MINUTE,
              createdBy: 'Ana',
              comment: 'test',
              annotations: {},
            })
          }
          if (what.kind === 'wait') await t.pass(what.minutes * MINUTE)
        }
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
        expect(t.failed).toEqual([])
        await t.core.close()
      },
    ),
    { numRuns: 15 },
  )
}, 60_000)
