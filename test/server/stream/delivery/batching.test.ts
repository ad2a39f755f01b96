import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LatestValue } from '../../../../server/src/stream/delivery/latest-value.ts'
import { DEFAULT_STREAM_SETTINGS } from '../../../../server/src/stream/parts/stream-settings.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { HubBench } from '../../../support/stream/hub-bench.ts'
import { sampleStats } from '../../../support/stream/sample-events.ts'

describe('events are written at once when idle, and gathered under load', () => {
  test('an event that comes alone waits for no turn of the loop', async () => {
    const bench = new HubBench()
    bench.open({}, 10)
    await bench.turn()
    const [reader] = bench.readers
    bench.memory.publish(1)
    expect(reader?.writes).toEqual([1])
    await bench.turn()
    bench.memory.publish(1)
    expect(reader?.writes).toEqual([1, 1])
  })

  test('what comes while a fan-out is under way, and in the pause after it, is one write to each', async () => {
    const bench = new HubBench()
    for (let n = 0; n < 1_000; n++) bench.open({}, 10)
    await bench.turn()
    for (let n = 0; n < 50; n++) bench.memory.publish(1)
    await bench.turn()
    for (const { writes, model } of bench.readers) {
      expect(writes.length).toBeLessThanOrEqual(3)
      expect(writes.reduce((sum, events) => sum + events, 0)).toBe(50)
      expect(model.last).toBe(60)
    }
  })
})

describe('S18: statistics (class B) at most twice a second', () => {
  test('however often they change, and the last value always comes', async () => {
    const stats = fc.array(fc.record({ pause: fc.nat(2_000), times: fc.integer({ min: 1, max: 50 }) }), {
      minLength: 1,
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(stats, async (bursts) => {
        const clock = new HandClock()
        const offered: { readonly at: number; readonly firing: number }[] = []
        const latest = new LatestValue({
          initial: sampleStats(0),
          conflateMs: DEFAULT_STREAM_SETTINGS.stream.conflate_ms,
          timers: clock,
          monotonic: clock.monotonic,
          onChange: ({ event }) => offered.push({ at: clock.monotonic(), firing: event.data.firing_alerts }),
        })
        let value = 0
        for (const { pause, times } of bursts) {
          for (let n = 0; n < times; n++) latest.set(sampleStats(++value))
          await clock.pass(pause, async () => {})
        }
        await clock.pass(1_000, async () => {})
        latest.close()
        expect(offered.at(-1)?.firing).toBe(value)
        for (const [n, { at }] of offered.entries()) {
          const before = offered[n - 1]
          if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(500)
        }
      }),
    )
  })
})
