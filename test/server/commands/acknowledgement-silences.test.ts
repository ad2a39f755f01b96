import type { Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const silencePolicy = { ...DEFAULT_SILENCE_POLICY, acknowledgements: true }
const labels = { team: 'a', severity: 'warning' }

async function start(folder?: string, clock?: TestCore['clock']): Promise<TestCore> {
  const options = { silencePolicy, ...(clock === undefined ? {} : { clock }) }
  return startCore(folder ?? (await tempDir()), options)
}

async function fire(t: TestCore): Promise<string> {
  await t.report('X', { labels, ends: 20 * HOUR })
  return t.core.board().alerts[0]?.fingerprint ?? ''
}

const resolve = (t: TestCore) => t.report('X', { labels, ends: 0 })
const take = (t: TestCore, fingerprint: string, extra: object = {}) =>
  t.core.acknowledge({
    fingerprint,
    life: undefined,
    name: 'Ana',
    until: 'resolved',
    endsAt: undefined,
    note: undefined,
    ...extra,
  })
const live = (t: TestCore): readonly Silence[] => t.core.silences().filter(({ state }) => state !== 'expired')
const minutesLeft = (t: TestCore) => (Date.parse(live(t)[0]?.ends_at ?? '') - t.clock.now()) / MINUTE
const held = (t: TestCore) => t.core.alerts()[0]?.alert.acknowledged_by
const change = (silence: Silence, extra: Partial<SilenceInput>): SilenceInput => ({
  id: silence.id,
  matchers: silence.matchers,
  startsAt: Date.parse(silence.starts_at),
  endsAt: Date.parse(silence.ends_at),
  createdBy: 'Tom',
  comment: silence.comment,
  annotations: undefined,
  ...extra,
})

test('S9: an acknowledgement writes a marked silence in its own transaction, which hides nothing here', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  t.take()
  await take(t, fingerprint, { note: 'on it' })
  expect(t.take()).toEqual(['alert_acknowledged X', 'silence_created silence'])
  const life = t.core.board().alerts[0]?.life
  expect(live(t)).toEqual([
    expect.objectContaining({
      state: 'active',
      created_by: 'Ana',
      comment: '[acknowledged] on it',
      annotations: { watchfloor_acknowledges: `${fingerprint}/${life}` },
    }),
  ])
  expect(live(t)[0]?.matchers).toHaveLength(3)
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([])
  await t.report('X', { labels, ends: HOUR, annotations: { a: 'b' } })
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([])
  await t.core.close()
})

test('S9: what stands for an acknowledgement is no silence, and is not counted as one', async () => {
  const folder = await tempDir()
  const t = await start(folder)
  await take(t, await fire(t))
  await t.core.setSilence({
    id: undefined,
    matchers: [{ name: 'team', value: 'b', is_regex: false, is_equal: true }],
    startsAt: t.clock.now(),
    endsAt: t.clock.now() + HOUR,
    createdBy: 'Tom',
    comment: 'rollout',
    annotations: undefined,
  })
  expect(live(t)).toHaveLength(2)
  await t.core.close()
  const again = await start(folder, t.clock)
  expect(again.core.stats().data.active_silences).toBe(1)
  await again.core.close()
})

test('S9: ending the silence gives the alert back, and giving it back ends the silence', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  await take(t, fingerprint)
  t.take()
  t.events.length = 0
  await t.core.expireSilence(live(t)[0]?.id ?? '', 'Tom')
  expect(t.events.map(({ type }) => type)).toEqual(['silence_deleted', 'alert_unacknowledged'])
  expect(t.events[1]?.data).toMatchObject({
    by: 'Tom',
    reason: expect.stringMatching(/^the silence .* was ended$/),
  })
  expect([held(t), live(t)]).toEqual([null, []])

  await take(t, fingerprint)
  t.take()
  await t.core.unacknowledge({ fingerprint, life: undefined, name: 'Ana' })
  expect(t.take()).toEqual(['alert_unacknowledged X', 'silence_expired silence'])
  await t.core.close()
})

test('S9: until resolved: the silence is made longer as needed, ends with the life, and is back with a re-firing', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  await take(t, fingerprint)
  for (let hours = 0; hours < 3; hours++) {
    await t.pass(HOUR)
    expect(minutesLeft(t)).toBeGreaterThan(59)
    expect(live(t)).toHaveLength(1)
  }
  t.take()
  await resolve(t)
  expect(t.take()).toEqual(['alert_resolved X', 'silence_expired silence'])
  await t.pass(5 * MINUTE)
  await fire(t)
  expect(t.take()).toEqual(['alert_firing X', 'silence_created silence'])
  expect(held(t)).toMatchObject({ name: 'Ana' })
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('S9: until a time: the silence ends then and the alert is given back; another end there is another time', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  await take(t, fingerprint, { until: 'time', endsAt: t.clock.now() + 30 * MINUTE })
  expect(minutesLeft(t)).toBe(30)
  const [silence] = live(t)
  if (silence === undefined) throw new Error('no silence')
  await t.core.setSilence(change(silence, { endsAt: t.clock.now() + HOUR, comment: '[acknowledged] longer' }))
  const ends_at = new Date(t.clock.now() + HOUR).toISOString()
  expect(held(t)).toMatchObject({ name: 'Ana', until: 'time', ends_at, note: 'longer' })
  expect(live(t)).toEqual([expect.objectContaining({ id: silence.id, created_by: 'Ana', ends_at })])
  t.take()
  await t.pass(HOUR + 2_000)
  expect(t.take().filter((text) => !text.startsWith('health'))).toEqual([
    'silence_expired silence',
    'alert_unacknowledged X',
  ])
  await t.core.close()
})

test('S9: the mark can neither be taken away nor be brought in, and other matchers are another silence', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  await take(t, fingerprint)
  const [silence] = live(t)
  if (silence === undefined) throw new Error('no silence')
  await t.core.setSilence(change(silence, { annotations: {}, comment: 'mine' }))
  expect(live(t)).toEqual([
    expect.objectContaining({ comment: '[acknowledged] mine', annotations: silence.annotations }),
  ])
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([])
  const { annotations } = silence
  const forged = await t.core.setSilence(
    change(silence, { matchers: [silence.matchers[0] as never], annotations }),
  )
  if (!forged.ok) throw new Error(forged.message)
  expect(held(t)).toBeNull()
  expect(live(t)).toEqual([expect.objectContaining({ id: forged.value, annotations: {} })])
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([forged.value])
  await t.core.close()
})

test('S9: a start finds them alike, whatever the setting was before and however long it took', async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  const fingerprint = await fire(t)
  await take(t, fingerprint)
  expect(live(t)).toEqual([])
  await t.core.close()
  t = await start(folder, t.clock)
  expect(live(t)).toHaveLength(1)
  await t.core.close()
  t.clock.jump(5 * HOUR)
  t = await start(folder, t.clock)
  await t.pass(2_000)
  expect(held(t)).toMatchObject({ name: 'Ana' })
  expect(live(t)).toHaveLength(1)
  await t.core.close()
  t = await startCore(folder, { clock: t.clock })
  expect([held(t)?.name, live(t)]).toEqual(['Ana', []])
  await t.core.close()
})

test('S37: an offer leaves the silence as it is; whoever takes it over has it by the same silence', async () => {
  const t = await start()
  const fingerprint = await fire(t)
  await take(t, fingerprint, { note: 'on it' })
  const [before] = live(t)
  t.take()
  await t.core.handOver({ fingerprint, life: undefined, name: 'Ana', to: 'Tom', note: undefined })
  expect(t.take()).toEqual(['alert_offered X'])
  expect(live(t)).toEqual([before])
  await take(t, fingerprint, { name: 'Tom', until: undefined })
  expect(t.take()).toEqual(['alert_acknowledged X', 'silence_updated silence'])
  expect(live(t)).toEqual([expect.objectContaining({ id: before?.id, created_by: 'Tom', state: 'active' })])
  await t.core.close()
})

test('S38: the question leaves the silence as it is, and it ends when the alert is everybody’s again', async () => {
  const rules = { askAfter: 2 * MINUTE, returnAfter: 4 * MINUTE }
  const t = await startCore(await tempDir(), { silencePolicy, rules })
  const fingerprint = await fire(t)
  await take(t, fingerprint)
  // Until then nothing is asked: a server that has just started waits for its senders.
  await t.pass(5 * MINUTE + 1_000)
  expect(held(t)).toHaveProperty('asked_at')
  expect(live(t)).toHaveLength(1)
  t.take()
  await t.pass(2 * MINUTE + 1_000)
  expect(t.take()).toEqual(['alert_unacknowledged X', 'silence_expired silence'])
  expect(live(t)).toEqual([])
  await t.core.close()
})
