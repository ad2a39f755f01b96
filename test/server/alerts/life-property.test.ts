import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../support/chance.ts'
import { cast, happening } from '../../support/life/life-happenings.ts'
import { LifePair } from '../../support/life/life-pair.ts'

test.each([
  ['', 32],
  [' when further reporters of an alert stand together', 1],
])(
  'S1 to S7, S10, S11: whatever is reported, whenever, alerts live as the rules say%s',
  async (_, most) => {
    await fc.assert(
      fc.asyncProperty(
        cast,
        fc.array(happening, { minLength: 1, maxLength: 30 }),
        async (actors, happenings) => {
          const pair = new LifePair(actors, most)
          await pair.start()
          for (const what of happenings) {
            await pair.run(what)
            const { real, model } = pair.look()
            expect(real, JSON.stringify(what)).toEqual(model)
          }
          expect(pair.real.failed).toEqual([])
          await pair.real.core.close()
        },
      ),
      { numRuns: runs(150) },
    )
  },
  600_000,
)
