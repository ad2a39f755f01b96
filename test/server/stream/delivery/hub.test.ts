import { compileFilter, type StreamFilter } from '@watchfloor/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../../support/chance.ts'
import { type BenchReader, HubBench } from '../../../support/stream/hub-bench.ts'
import { ModelClient } from '../../../support/stream/model-client.ts'

const FILTERS: readonly StreamFilter[] = [
  {},
  { severity: ['critical'] },
  { severity: ['high', 'info'], types: ['alert_created', 'alert_resolved', 'health_changed'] },
  { sources: ['silence_manager'] },
  { filter: ['cluster="eu-1"', 'alertname=~"Alert(1|2)"'], sources: ['alert_processor'] },
  { types: ['silence_deleted'] },
  // Matches seldom, so that readers with different cursors share a frame whose predecessor none of them has seen.
  { sources: ['alert_processor'], filter: ['instance=~"host-(16|31|64|120|700|701)"'] },
]

type Step = (bench: HubBench) => void | Promise<void>

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 12 }).map(
      (n): Step =>
        (bench) =>
          void bench.memory.publish(n),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((bench) => void bench.memory.publish(700)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 5 }).map(
      (n): Step =>
        (bench) =>
          bench.memory.publishUnheard(n),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9 }).map(
      (n): Step =>
        ({ memory }) =>
          memory.tell(memory.events.slice(-n)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...FILTERS), fc.double({ min: 0, max: 1, noNaN: true })).map(
      ([filter, part]): Step =>
        (bench) =>
          bench.open(filter, Math.floor(bench.memory.events.length * part)),
    ),
  },
  {
    weight: 2,
    // More than one slice of a fan-out, so that others come and go in the middle of it.
    arbitrary: fc.constantFrom(...FILTERS).map(
      (filter): Step =>
        (bench) => {
          for (let n = 0; n < 40; n++) bench.open(filter, bench.memory.events.length)
        },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 4 }).map(
      (n): Step =>
        (bench) =>
          bench.turn(n),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (n): Step =>
        ({ readers }) => {
          const reader = readers[n % Math.max(1, readers.length)]
          if (reader !== undefined) reader.isFull = true
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (n): Step =>
        ({ readers }) =>
          readers[n % Math.max(1, readers.length)]?.drain(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (n): Step =>
        ({ readers }) => {
          const [reader] = readers.splice(n % Math.max(1, readers.length), 1)
          reader?.tail.stop()
        },
    ),
  },
)

test('S15, S20: whatever happens in whatever order, every reader applies each event that passes its filter once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const bench = new HubBench()
      for (const run of steps) await run(bench)
      // A lost wake-up is found by the next one.
      bench.memory.publish(1)
      for (const reader of bench.readers) reader.drain()
      await bench.turn()
      for (const { model, filter, from, tail } of bench.readers) {
        const compiled = compileFilter(filter)
        if (!compiled.ok) throw new Error(compiled.error)
        const wanted = bench.memory.events.filter(
          (event) => event.sequence > from && compiled.value.passes(event),
        )
        expect(model.applied.map(({ sequence }) => sequence)).toEqual(wanted.map(({ sequence }) => sequence))
        expect([model.gaps, model.duplicates]).toEqual([[], []])
        expect([tail.state, tail.position]).toEqual(['live', bench.memory.events.length])
      }
    }),
    { numRuns: runs(150) },
  )
})

test('S15: a loss on the way is seen at the very next event, on every filter', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FILTERS), fc.nat(), fc.nat(), async (filter, lost, cursor) => {
      const bench = new HubBench()
      bench.memory.publish(100)
      bench.open(filter, cursor % 100)
      await bench.turn()
      bench.memory.publish(100)
      await bench.turn()
      const { applied } = (bench.readers[0] as BenchReader).model
      const index = lost % Math.max(1, applied.length - 1)
      const model = new ModelClient(cursor % 100)
      for (const [i, event] of applied.entries()) if (i !== index) model.event(event)
      if (applied.length > index + 1) expect(model.gaps[0]).toEqual(applied[index + 1])
    }),
  )
})

describe('readers that share', () => {
  test('each event is encoded once: all readers of one filter get the same Buffer', async () => {
    const bench = new HubBench()
    const written: Buffer[] = []
    for (let i = 0; i < 3; i++) bench.open({}, 10)
    for (const reader of bench.readers) {
      const { deliver } = reader.tail
      Object.defineProperty(reader.tail, 'deliver', {
        value: (chunk: Parameters<typeof deliver>[0]) => {
          written.push(chunk.bytes('sse'))
          return deliver.call(reader.tail, chunk)
        },
      })
    }
    await bench.turn()
    bench.memory.publish(3)
    await bench.turn()
    expect(written.length).toBeGreaterThanOrEqual(3)
    expect(new Set(written).size).toBe(written.length / 3)
  })

  test('S15: readers with different cursors, between which nothing passed, share a frame that is no gap to either', async () => {
    const bench = new HubBench()
    const seldom = { sources: ['alert_processor'], filter: ['instance="host-66"'] } as const
    for (const from of [3, 40, 17]) {
      bench.memory.publish(Math.max(0, from - bench.memory.events.length))
      bench.open({ sources: [...seldom.sources], filter: [...seldom.filter] }, from)
      await bench.turn()
    }
    bench.memory.publish(100)
    await bench.turn()
    for (const { model } of bench.readers) {
      expect(model.applied.map(({ sequence, prev }) => [sequence, prev])).toEqual([[66, 3]])
    }
  })

  test('a reader that joins in the middle of a fan-out gets neither nothing nor all of it twice', async () => {
    const bench = new HubBench()
    for (let n = 0; n < 100; n++) bench.open({}, 10)
    await bench.turn()
    bench.memory.publish(5)
    bench.open({}, 0)
    bench.open({}, 15)
    await bench.turn()
    bench.memory.publish(5)
    await bench.turn()
    for (const { model, from } of bench.readers) {
      expect(model.applied.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 20 - from }, (_, i) => from + 1 + i),
      )
      expect(model.duplicates).toEqual([])
    }
  })

  test('a gap in what the log tells is found, and filled from the log', async () => {
    const bench = new HubBench()
    bench.open({}, 10)
    await bench.turn()
    bench.memory.publishUnheard(4)
    bench.memory.publish(1)
    await bench.turn()
    expect(bench.gaps).toBe(1)
    expect(bench.readers[0]?.model.applied.map(({ sequence }) => sequence)).toEqual([11, 12, 13, 14, 15])
  })
})
