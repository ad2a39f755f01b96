import { expect, test } from 'vitest'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function silence(t: TestCore, ends: number, id?: string, startsAt = t.clock.now()) {
  const answer = await t.core.setSilence({
    id,
    matchers: [{ name: 'team', value: 'a', is_regex: false, is_equal: true }],
    startsAt,
    endsAt: t.clock.now() + ends,
    createdBy: 'Ana',
    comment: 'rollout',
    annotations: {},
  })
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

const fires = (t: TestCore, name: string, severity = 'warning') =>
  t.report(name, { labels: { team: 'a', severity }, ends: 10 * HOUR })

function told(t: TestCore) {
  const events = t.events.splice(0)
  return events.flatMap((event) => (event.type === 'system_notification' ? [event.data] : []))
}

test('the end of a silence that still hides firing alerts is told once, 15 min before', async () => {
  const t = await startCore(await tempDir())
  await fires(t, 'PaymentsDown', 'critical')
  await fires(t, 'Disk')
  const id = await silence(t, HOUR)
  await t.pass(45 * MINUTE - 2_000)
  expect(told(t)).toEqual([])
  await t.pass(3_000)
  expect(told(t)).toEqual([
    {
      level: 'warning',
      kind: 'silence_ends',
      silence: id,
      message: expect.stringMatching(
        /^The silence “rollout”, by Ana, ends in 15 min, at .*: 2 alerts that it hides still fire, 1 of them critical: PaymentsDown$/,
      ),
      about: {
        by: 'Ana',
        comment: 'rollout',
        ends_at: t.core.silences()[0]?.ends_at,
        count: 2,
        critical: 1,
        critical_names: 'PaymentsDown',
      },
    },
  ])
  await t.pass(16 * MINUTE)
  expect(told(t)).toEqual([])
  expect(t.core.silences()[0]?.state).toBe('expired')
  await t.core.close()
})

test('not again after a restart, and again for another end', async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  const startsAt = t.clock.now()
  await fires(t, 'Disk')
  const id = await silence(t, HOUR)
  await t.pass(46 * MINUTE)
  expect(told(t)).toHaveLength(1)
  await t.core.close()
  t = await startCore(folder, { clock: t.clock })
  await t.pass(MINUTE)
  expect(told(t)).toEqual([])
  expect(await silence(t, HOUR, id, startsAt)).toBe(id)
  await t.pass(44 * MINUTE)
  expect(told(t)).toEqual([])
  await t.pass(2 * MINUTE)
  expect(told(t)).toHaveLength(1)
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('one that hides nothing is not told, until it does; a short one half-way', async () => {
  const t = await startCore(await tempDir())
  await silence(t, HOUR)
  await t.pass(50 * MINUTE)
  expect(told(t)).toEqual([])
  await fires(t, 'Disk')
  await t.pass(20_000)
  expect(told(t)).toHaveLength(1)
  await t.pass(10 * MINUTE)
  await silence(t, 10 * MINUTE)
  await t.pass(4 * MINUTE)
  expect(told(t)).toEqual([])
  await t.pass(2 * MINUTE)
  expect(told(t)).toEqual([expect.objectContaining({ message: expect.stringContaining('ends in 5 min') })])
  await t.core.close()
})

test('what another silence goes on hiding is no reason for a warning', async () => {
  const t = await startCore(await tempDir())
  await fires(t, 'Disk')
  await silence(t, HOUR)
  await silence(t, 3 * HOUR)
  await t.pass(61 * MINUTE)
  expect(told(t)).toEqual([])
  await t.core.close()
})
