import { type Board, emptyBoard, fold, toSnapshot } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { happen, happening } from '../../support/core/happenings.ts'
import { startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('S7, S19: whatever happens, folding the events from empty, in any slices, gives the board', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 25 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (happenings, slices) => {
        const t = await startCore(await tempDir())
        for (const what of happenings) await happen(t, what)
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
