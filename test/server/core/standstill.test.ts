import { expect, onTestFinished, test } from 'vitest'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { MINUTE, startCore } from '../../support/core/test-core.ts'
import { sharedDouble } from '../../support/store/shared-double.ts'

const SECOND = 1_000
/** So long this process has no processor. Its timers go off before it hears what came meanwhile. */
const STANDSTILL = 3 * SECOND

test('a server that stood still itself does not say that the store is gone, nor shows a board of then', async () => {
  const { wrap } = sharedDouble()
  const one = await startCore(new MemoryDisk(), { storage: wrap })
  onTestFinished(() => one.core.close())
  await one.pass(2 * SECOND)
  // Just before it would have looked.
  one.clock.sleep(900 + STANDSTILL)
  expect(one.core.log.asOf()).toBeUndefined()
  await one.pass(100)
  expect([one.core.log.degraded(), one.core.log.asOf()]).toEqual([undefined, undefined])
  // Who slept for longer has missed what nobody told, until the first look is over.
  one.clock.sleep(2 * MINUTE)
  expect(one.core.log.asOf()).toBe(one.clock.now() - 2 * MINUTE)
})

test('S4: what came while this server stood still counts before deadlines that passed meanwhile', async () => {
  const one = await startCore(new MemoryDisk())
  onTestFinished(() => one.core.close())
  await one.pass(6 * MINUTE)
  const startsAt = one.clock.now()
  const again = () => one.report('Short', { at: { startsAt, endsAt: one.clock.now() + 4 * SECOND } })
  for (let n = 0; n < 5; n++) {
    await again()
    await one.pass(2 * SECOND)
    one.clock.sleep(STANDSTILL)
    await one.pass(SECOND)
  }
  expect(one.take().filter((text) => text.startsWith('alert_'))).toEqual(['alert_created Short'])
  // Who does not come is judged all the same, by the next look.
  await one.pass(SECOND)
  expect(one.take()).toContain('alert_resolved Short')
})

test('a server that never gets its time judges all the same, by every other look', async () => {
  const one = await startCore(new MemoryDisk())
  onTestFinished(() => one.core.close())
  await one.pass(6 * MINUTE)
  await one.report('Short', { ends: 4 * SECOND })
  for (let n = 0; n < 3; n++) {
    one.clock.sleep(STANDSTILL)
    await one.pass(SECOND)
  }
  expect(one.take()).toContain('alert_resolved Short')
})

test('S5: a sender is not quiet because this server stood still', async () => {
  const one = await startCore(new MemoryDisk())
  onTestFinished(() => one.core.close())
  const startsAt = one.clock.now()
  const again = () =>
    one.report('Steady', {
      at: { startsAt, endsAt: one.clock.now() + MINUTE },
      product: 'Prometheus',
      generator: 'http://prom:9090/graph',
    })
  const heardFor = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds / 2; n++) {
      await again()
      await one.pass(2 * SECOND)
    }
  }
  await heardFor(360)
  one.take()
  for (let n = 0; n < 5; n++) {
    // What it sent meanwhile is heard after the timers.
    one.clock.sleep(4 * SECOND)
    await one.pass(SECOND)
    await heardFor(10)
  }
  expect(one.take().filter((text) => text.startsWith('health_'))).toEqual([])
})

test('commits that this server did not see end in time say nothing of the disk', async () => {
  let standsStill = false
  const one = await startCore(new MemoryDisk(), {
    storage: (real) => ({
      ...real,
      commit: async (changes) => {
        await real.commit(changes)
        if (!standsStill) return
        one.clock.sleep(STANDSTILL)
      },
    }),
  })
  onTestFinished(() => one.core.close())
  for (let n = 0; n < 10; n++) {
    standsStill = n % 2 === 0
    await one.report(`A${n}`)
    standsStill = false
    await one.pass(2 * SECOND)
  }
  const row = one.core.board().health.find(({ component }) => component === 'Store')
  expect(row?.status).toBe('healthy')
})
