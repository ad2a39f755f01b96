import type { StreamFilter } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/chance.ts'
import { ConnectionBench } from '../../../support/stream/connection-bench.ts'

const FILTERS: readonly StreamFilter[] = [
  {},
  { severity: ['critical'] },
  { types: ['silence_created'] },
  { sources: ['alert_processor'], filter: ['instance=~"host-(16|31|64|120|700|701)"'] },
]

type Step = (bench: ConnectionBench) => void | Promise<void>

const some = (most: number) => fc.integer({ min: 1, max: most })
const aFilter = fc.constantFrom(...FILTERS)
const oneOf = ({ readers }: ConnectionBench, n: number) => readers[n % Math.max(1, readers.length)]

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: some(12).map(
      (n): Step =>
        ({ memory }) =>
          void memory.publish(n),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>(({ memory }) => void memory.publish(700)) },
  {
    weight: 1,
    arbitrary: some(5).map(
      (n): Step =>
        ({ memory }) =>
          memory.publishUnheard(n),
    ),
  },
  {
    weight: 3,
    arbitrary: some(6).map(
      (n): Step =>
        (bench) =>
          bench.lose(n - 1),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(aFilter, fc.double({ min: 0, max: 1, noNaN: true })).map(
      ([filter, part]): Step =>
        (bench) =>
          bench.open(filter, Math.floor(bench.memory.events.length * part)),
    ),
  },
  {
    weight: 4,
    arbitrary: some(4).map(
      (n): Step =>
        (bench) =>
          bench.turn(n),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat().map(
      (n): Step =>
        (bench) =>
          oneOf(bench, n)?.connection.beat(),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (n): Step =>
        (bench) => {
          const reader = oneOf(bench, n)
          if (reader !== undefined) reader.isFull = true
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (n): Step =>
        (bench) =>
          oneOf(bench, n)?.drain(),
    ),
  },
)

test('S15, S16: whatever happens to the log, each event comes after a place that its reader was told of, and only who was told something that is lost begins anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const bench = new ConnectionBench()
      for (const run of steps) await run(bench)
      // A lost wake-up is found by the next one.
      bench.memory.publish(1)
      for (const reader of bench.readers) reader.drain()
      await bench.turn()
      for (const reader of bench.readers) {
        expect(reader.end()).toEqual([])
        expect(reader.held).toEqual(reader.board())
      }
    }),
    { numRuns: runs(200) },
  )
})
