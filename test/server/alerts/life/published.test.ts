import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

const words = (t: TestCore) => t.core.board().alerts[0]?.annotations.value
const updates = (t: TestCore): number =>
  alertsOnly(t.take()).filter((line) => line === 'alert_updated X').length
const A = { sender: 'a', generator: 'http://a:9090/graph' }
const B = { sender: 'b', generator: 'http://b:9090/graph' }

test('S7: only the words of the oldest live direct reporter count; those of replicas and relays are not told', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now()
  const say = (value: string, by: object, ends: number | undefined = 4 * MINUTE) =>
    t.report('X', { at: { startsAt }, annotations: { value }, ends, ...by })
  await say('relayed', { entry: 'relayed' }, undefined)
  await say('a', A)
  expect(words(t)).toBe('a')
  for (let n = 0; n < 7; n++) {
    await t.pass(MINUTE)
    await say('b', B)
    await say('a', A)
    await say('relayed too', { entry: 'relayed' }, undefined)
  }
  expect(words(t)).toBe('a')
  expect(updates(t)).toBe(1)
  await t.core.close()
})

test('S7: when the one whose words count falls silent or says that it is over, the next one speaks at once', async () => {
  const t = await startCore(new MemoryDisk())
  await t.pass(6 * MINUTE)
  const startsAt = t.clock.now()
  const say = (value: string, by: object) =>
    t.report('X', { at: { startsAt }, annotations: { value }, ...by })
  await say('a', A)
  await say('b', B)
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, ...A })
  expect(words(t)).toBe('b')
  expect(t.core.board().alerts[0]?.generator_url).toBe(B.generator)
  await say('a', A)
  expect(words(t)).toBe('a')
  t.take()
  await t.pass(3 * MINUTE)
  await say('b', B)
  await t.pass(MINUTE)
  expect(words(t)).toBe('b')
  expect(updates(t)).toBe(1)
  await t.core.close()
})

test('S7: another generator and another start are told at once, and bring the words that waited', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt }, annotations: { value: '1' }, generator: 'http://a:9090/graph?q=1' })
  await t.pass(MINUTE)
  await t.report('X', { at: { startsAt }, annotations: { value: '2' }, generator: 'http://a:9090/graph?q=1' })
  expect(words(t)).toBe('1')
  await t.report('X', { at: { startsAt }, annotations: { value: '3' }, generator: 'http://a:9090/graph?q=2' })
  expect(words(t)).toBe('3')
  expect(updates(t)).toBe(1)
  await t.report('X', {
    at: { startsAt: startsAt - MINUTE },
    annotations: { value: '4' },
    generator: 'http://a:9090/graph?q=2',
  })
  expect(words(t)).toBe('4')
  expect(updates(t)).toBe(1)
  await t.core.close()
})

test('S7: words that wait for their turn are told after a restart in which their turn came', async () => {
  const disk = new MemoryDisk()
  const t = await startCore(disk)
  const startsAt = t.clock.now()
  const relay = { entry: 'relayed' as const, ends: undefined, at: { startsAt } }
  await t.report('X', { ...relay, annotations: { value: '1' } })
  await t.pass(MINUTE)
  await t.report('X', { ...relay, annotations: { value: '2' } })
  await t.core.close()
  t.clock.jump(5 * MINUTE)
  const again = await startCore(disk, { clock: t.clock })
  await again.pass(2_000)
  expect(words(again)).toBe('2')
  await again.core.close()
})

test('S7: deadlines that move are not told, however often', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now()
  for (let n = 0; n < 20; n++) {
    await t.report('X', { at: { startsAt }, ends: (4 + (n % 3)) * MINUTE })
    await t.pass(MINUTE)
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.core.close()
})

test('S8: what no level is known for is counted, and named with its count so that somebody maps it', async () => {
  const t = await startCore(new MemoryDisk())
  for (const pod of ['a', 'b', 'c']) await t.report('X', { labels: { severity: 'urgent', pod } })
  await t.report('Y', { labels: { severity: 'Blocker' } })
  await t.report('Z')
  await t.report('W', { labels: { severity: 'critical' } })
  await t.pass(MINUTE)
  const { by_severity, unmapped_severities } = t.core.stats().data
  expect(by_severity).toMatchObject({ critical: 1, unset: 5 })
  expect(unmapped_severities).toEqual({ urgent: 3, Blocker: 1, '': 1 })
  await t.core.close()
  const mapped = await startCore(new MemoryDisk(), { rules: { severities: { urgent: 'critical' } } })
  await mapped.report('X', { labels: { severity: 'Urgent' } })
  expect(mapped.core.board().alerts[0]).toMatchObject({ level: 'critical' })
  await mapped.core.close()
})
