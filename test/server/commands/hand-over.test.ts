import { expect, test } from 'vitest'
import { whyOf } from '../../../server/src/alerts/why.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'

async function priyaHas(t: TestCore, extra: object = {}): Promise<string> {
  await t.report('X', { labels: { severity: 'critical' }, ends: 40 * HOUR })
  const fingerprint = t.core.board().alerts[0]?.fingerprint ?? ''
  await t.core.acknowledge({ ...as('Priya', fingerprint), note: 'restarting it', ...extra })
  t.take()
  return fingerprint
}

const as = (name: string, fingerprint: string) => ({
  fingerprint,
  life: undefined,
  name,
  until: undefined,
  endsAt: undefined,
  note: undefined,
})

const shown = (t: TestCore, fingerprint: string) => t.core.alert(fingerprint)?.alert
const held = (t: TestCore, fingerprint: string) => shown(t, fingerprint)?.acknowledged_by

const offer = (t: TestCore, fingerprint: string, to: string, text?: string) =>
  t.core.handOver({
    ...as('Priya', fingerprint),
    to,
    note: text === undefined ? undefined : { id: 'n1', text },
  })

test('S37: an offer is in everybody’s sight, changes nothing of who has it, and is taken on by acknowledging', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await priyaHas(t, { until: 'time', endsAt: t.clock.now() + 3 * HOUR })
  const before = held(t, fingerprint)
  expect(await offer(t, fingerprint, 'Tom', 'the primary is fine')).toMatchObject({ ok: true })
  const at = new Date(t.clock.now()).toISOString()
  const lapses_at = new Date(t.clock.now() + 15 * MINUTE).toISOString()
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_offered',
    data: {
      by: 'Priya',
      acknowledged_by: { ...before, offered_to: { name: 'Tom', at, lapses_at } },
      notes: [{ name: 'Priya', at, text: 'the primary is fine' }],
    },
  })
  const alert = shown(t, fingerprint)
  if (alert === undefined) throw new Error('it is gone')
  const none = () => undefined
  const why = whyOf({ alert, reporters: [], history: [], silence: none, other: none })
  expect(why.text).toMatch(/ It is offered to Tom, until 2026-01-05 03:15 UTC\.$/)
  await t.pass(MINUTE)
  expect(await t.core.acknowledge(as('tom ', fingerprint))).toMatchObject({ ok: true })
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_acknowledged',
    data: { by: 'tom ', reason: 'Priya handed it over' },
  })
  // Until when was said by Priya and goes on; what Priya wrote stays Priya's.
  expect(held(t, fingerprint)).toEqual({
    name: 'tom ',
    at: new Date(t.clock.now()).toISOString(),
    until: 'time',
    ends_at: before?.ends_at,
  })
  expect(shown(t, fingerprint)?.notes).toMatchObject([
    { name: 'Priya', text: 'the primary is fine' },
    { name: 'Priya', text: 'restarting it', at: before?.at },
  ])
  await t.core.close()
})

test('S37: an offer is only for whom it is for, and only of whoever has it', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await priyaHas(t)
  const conflict = { ok: false, reason: 'conflict' }
  expect(await t.core.handOver({ ...as('Tom', fingerprint), to: 'Ana', note: undefined })).toMatchObject(
    conflict,
  )
  expect(await offer(t, fingerprint, 'priya')).toMatchObject({ ok: false, reason: 'invalid' })
  await offer(t, fingerprint, 'Tom')
  expect(await t.core.acknowledge(as('Ana', fingerprint))).toMatchObject(conflict)
  expect(await t.core.endOffer(as('Ana', fingerprint))).toMatchObject(conflict)
  expect(held(t, fingerprint)).toMatchObject({ name: 'Priya', offered_to: { name: 'Tom' } })
  await t.core.unacknowledge(as('Priya', fingerprint))
  expect(await offer(t, fingerprint, 'Tom')).toMatchObject(conflict)
  await t.core.close()
})

test.each([
  ['declined by whom it is for', 'Tom', 'Tom declined'],
  ['withdrawn by who made it', 'Priya', 'Priya withdrew it'],
])('S37: an offer is %s, and the alert stays where it was', async (_, name, reason) => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await priyaHas(t)
  const before = held(t, fingerprint)
  await offer(t, fingerprint, 'Tom')
  await t.core.endOffer(as(name, fingerprint))
  expect(t.events.at(-1)).toMatchObject({ type: 'alert_offer_ended', data: { by: name, reason } })
  expect(held(t, fingerprint)).toEqual(before)
  const count = t.events.length
  await t.core.endOffer(as(name, fingerprint))
  expect(t.events).toHaveLength(count)
  await t.core.close()
})

test('S37: an offer lapses after its time, over a restart too, but not while an outage of ours is waited out', async () => {
  const disk = new MemoryDisk()
  let t = await startCore(disk)
  const fingerprint = await priyaHas(t)
  await t.pass(6 * MINUTE)
  await offer(t, fingerprint, 'Tom')
  await t.pass(14 * MINUTE)
  expect(held(t, fingerprint)).toHaveProperty('offered_to')
  await t.core.close()
  t = await startCore(disk, { clock: t.clock })
  await t.pass(4 * MINUTE)
  expect(held(t, fingerprint)).toHaveProperty('offered_to')
  await t.pass(MINUTE + 1_000)
  expect(held(t, fingerprint)).not.toHaveProperty('offered_to')
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_offer_ended',
    data: { reason: 'Tom did not take it within 15 min' },
  })
  await t.core.close()
})

test('S37: another takes it over from whoever has it by name, and from nobody else', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await priyaHas(t)
  const refused = await t.core.acknowledge({ ...as('Tom', fingerprint), from: 'Ana' })
  expect(refused).toMatchObject({ ok: false, message: expect.stringMatching(/^Priya acknowledged this at /) })
  await t.core.acknowledge({ ...as('Tom', fingerprint), from: 'Priya' })
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_acknowledged',
    data: { by: 'Tom', reason: 'taken over from Priya', acknowledged_by: { name: 'Tom' } },
  })
  expect(alertsOnly(t.take())).toEqual(['alert_acknowledged X'])
  await t.core.close()
})
