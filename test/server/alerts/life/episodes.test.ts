import { type Alert, type Compiled, compileMatcher, type Matcher, needsSomeone } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { DEFAULT_SILENCE_POLICY } from '../../../../server/src/silences/silence-policy.ts'
import { laneOf } from '../../../../src/shared/lanes.ts'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

const ANA = { name: 'Ana', until: 'resolved', endsAt: undefined, note: undefined } as const
const X = [{ name: 'alertname', value: 'X', is_regex: false, is_equal: true }]

const begin = (t: TestCore) => t.report('X', { ends: 10 * HOUR, labels: { severity: 'critical' } })
const cease = (t: TestCore) => {
  const now = t.clock.now()
  return t.report('X', { at: { startsAt: now, endsAt: now }, labels: { severity: 'critical' } })
}
const shown = (t: TestCore): Alert => {
  const [alert] = t.core.board().alerts
  if (alert === undefined) throw new Error('it has left the board')
  return alert
}

/** A minute on, a minute off. */
async function flap(t: TestCore, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await begin(t)
    await t.pass(MINUTE)
    await cease(t)
    await t.pass(MINUTE)
  }
}

async function flapping(times = 3): Promise<TestCore> {
  const t = await startCore(new MemoryDisk())
  await flap(t, times)
  t.take()
  return t
}

const silence = (t: TestCore, untilResolved = false) =>
  t.core.saveSilence(
    {
      id: undefined,
      matchers: X,
      startsAt: t.clock.now(),
      endsAt: t.clock.now() + 5 * HOUR,
      createdBy: 'Ana',
      comment: 'known',
      annotations: undefined,
    },
    { confirmed: true, untilResolved },
  )

test('S10: from the third life in 15 minutes on it is one thing, which stays in its lane in a quiet moment', async () => {
  const t = await startCore(new MemoryDisk())
  await flap(t, 2)
  expect(shown(t)).toMatchObject({ status: 'resolved', flapping: 0 })
  expect(laneOf(shown(t))).toBe('resolved')
  await flap(t, 5)
  const alert = shown(t)
  expect(alert).toMatchObject({ status: 'resolved', flapping: 7, episode: { lives: 7 } })
  expect(Date.parse(alert.episode?.since ?? '')).toBe(t.clock.now() - 14 * MINUTE)
  expect(Date.parse(alert.episode?.changed_at ?? '')).toBe(t.clock.now() - MINUTE)
  expect([laneOf(alert), needsSomeone(alert)]).toEqual(['needs', true])
  // Alertmanager would not list what has resolved.
  expect(t.core.alerts()).toEqual([])
  await t.core.close()
})

test('S10: it goes on with fewer than three lives in 15 minutes, as long as something changes', async () => {
  const t = await flapping()
  for (let n = 0; n < 4; n++) {
    await t.pass(12 * MINUTE)
    await begin(t)
    await t.pass(12 * MINUTE)
    await cease(t)
  }
  expect(shown(t)).toMatchObject({ episode: { lives: 7 } })
  await t.core.close()
})

test('S10: calm for 15 minutes it leaves', async () => {
  const t = await flapping()
  await t.pass(14 * MINUTE - 1_000)
  expect(alertsOnly(t.take())).toEqual([])
  expect(laneOf(shown(t))).toBe('needs')
  await t.pass(1_000)
  const [end] = t.events
  expect(alertsOnly(t.take())).toEqual(['alert_updated X'])
  expect(end?.data).toMatchObject({ status: 'resolved', flapping: 0 })
  expect(end?.data).not.toHaveProperty('episode')
  expect(t.core.board().alerts).toEqual([])
  // What fires now is a new thing.
  await begin(t)
  expect(shown(t)).toMatchObject({ status: 'firing', flapping: 0 })
  expect(shown(t)).not.toHaveProperty('first_life')
  await t.core.close()
})

test('S10: calm while it fires it is an ordinary alert, to whoever has it the same', async () => {
  const t = await flapping()
  await begin(t)
  const { fingerprint, life } = shown(t)
  await t.core.acknowledge({ ...ANA, fingerprint, life })
  await t.pass(15 * MINUTE + 1_000)
  expect(shown(t)).toMatchObject({ status: 'firing', flapping: 0, acknowledged_by: { name: 'Ana' } })
  expect(await t.core.unacknowledge({ fingerprint, life, name: 'Ana' })).toMatchObject({ ok: true })
  await t.core.close()
})

test('S9: it is taken in a quiet moment, by any of its lives, and held while it flaps', async () => {
  const t = await flapping()
  const { fingerprint, life } = shown(t)
  expect(await t.core.acknowledge({ ...ANA, fingerprint, life })).toMatchObject({ ok: true })
  expect(laneOf(shown(t))).toBe('handled')
  await t.pass(11 * MINUTE)
  await flap(t, 20)
  expect(shown(t)).toMatchObject({ episode: { lives: 23 }, acknowledged_by: { name: 'Ana' } })
  // Somebody still has the life in sight in which they took it.
  expect(await t.core.unacknowledge({ fingerprint, life, name: 'Ana' })).toMatchObject({ ok: true })
  expect(await t.core.acknowledge({ ...ANA, fingerprint, life: 'none.1' })).toMatchObject({ ok: false })
  await t.core.close()
})

test('S10, S37: it is handed over in a quiet moment, and taken in another, with what was written on the way', async () => {
  const t = await flapping()
  const { fingerprint } = shown(t)
  await t.core.acknowledge({ ...ANA, fingerprint, life: undefined })
  const note = { id: 'one', text: 'the switch in rack 7' }
  const offer = { fingerprint, life: undefined, name: 'Ana', to: 'Tom', note }
  expect(await t.core.handOver(offer)).toMatchObject({ ok: true })
  await flap(t, 2)
  expect(await t.core.acknowledge({ ...ANA, fingerprint, life: undefined, name: 'Tom' })).toMatchObject({
    ok: true,
  })
  expect(shown(t)).toMatchObject({
    status: 'resolved',
    acknowledged_by: { name: 'Tom' },
    notes: [{ text: note.text }],
  })
  await t.core.close()
})

test('S9: an acknowledgement until a time ends on time in a quiet moment too', async () => {
  const t = await flapping()
  const { fingerprint } = shown(t)
  const endsAt = t.clock.now() + 5 * MINUTE
  await t.core.acknowledge({ ...ANA, fingerprint, life: undefined, until: 'time', endsAt })
  t.take()
  await t.pass(5 * MINUTE)
  expect(alertsOnly(t.take())).toEqual(['alert_unacknowledged X'])
  expect(laneOf(shown(t))).toBe('needs')
  await t.core.close()
})

test('a silence finds it in a quiet moment: previewed, counted, told, and let go', async () => {
  const t = await flapping()
  const made = await silence(t)
  expect(made).toMatchObject({ ok: true, value: { hides: { count: 1, firing: 1 } } })
  expect(alertsOnly(t.take())).toEqual(['alert_silenced X'])
  expect(laneOf(shown(t))).toBe('suppressed')
  await begin(t)
  await t.pass(MINUTE)
  await cease(t)
  // What hides it does so in every moment of it.
  expect(shown(t)).toMatchObject({ status: 'resolved', silenced_by: [expect.any(String)] })
  t.take()
  await t.core.expireSilence(shown(t).silenced_by[0] ?? '', 'Ana')
  expect(alertsOnly(t.take())).toEqual(['alert_unsilenced X'])
  await t.core.close()
})

test('S20: whoever sees a part of the alerts counts one that flaps in a quiet moment, and no other', async () => {
  const t = await flapping()
  await t.report('Y', { ends: HOUR, labels: { severity: 'warning' } })
  const { value } = compileMatcher('alertname', '=~', '.+') as Extract<Compiled<Matcher>, { ok: true }>
  const reach = async (severity: string) =>
    (await t.core.seenBy({ severity: [severity] }).wouldHide([value])).hides
  expect(await reach('critical')).toMatchObject({ count: 1, firing: 1 })
  expect(await reach('high')).toMatchObject({ count: 0, firing: 0 })
  await t.core.close()
})

test('a silence until it resolves goes on until it is calm', async () => {
  const t = await flapping()
  await silence(t, true)
  await flap(t, 3)
  const active = () => t.core.silences().filter(({ state }) => state === 'active').length
  expect(active()).toBe(1)
  await t.pass(15 * MINUTE)
  expect(active()).toBe(0)
  await t.core.close()
})

test('a silence that stands for an acknowledgement is one for all of it', async () => {
  const silencePolicy = { ...DEFAULT_SILENCE_POLICY, acknowledgements: true }
  const t = await startCore(new MemoryDisk(), { silencePolicy })
  await flap(t, 3)
  const { fingerprint } = shown(t)
  await t.core.acknowledge({ ...ANA, fingerprint, life: undefined })
  await flap(t, 4)
  expect(t.core.silences().map(({ state }) => state)).toEqual(['active'])
  await t.pass(15 * MINUTE)
  expect(t.core.silences().map(({ state }) => state)).toEqual(['expired'])
  await t.core.close()
})

test('ended by hand it is over, in a quiet moment too, and what fires afterwards begins anew', async () => {
  const t = await flapping()
  const by = { fingerprint: shown(t).fingerprint, life: undefined, name: 'Ana', note: undefined }
  expect(await t.core.resolve(by)).toMatchObject({ ok: false })
  expect(await t.core.resolve({ ...by, confirmed: true })).toMatchObject({ ok: true })
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'person', flapping: 0 })
  expect(laneOf(shown(t))).toBe('resolved')
  await begin(t)
  expect(shown(t)).toMatchObject({ flapping: 0 })
  await t.core.close()
})

test('S4, S10: an outage of ours makes nothing calm; a restart in a quiet moment loses nothing of it', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  await flap(first, 4)
  const { fingerprint } = shown(first)
  await first.core.acknowledge({ ...ANA, fingerprint, life: undefined })
  await silence(first)
  const before = shown(first)
  await first.core.close()
  first.clock.jump(20 * MINUTE)
  const t = await startCore(disk, { clock: first.clock })
  expect(shown(t)).toEqual(before)
  await t.pass(4 * MINUTE)
  await begin(t)
  expect(shown(t)).toMatchObject({ episode: { lives: 5 }, acknowledged_by: { name: 'Ana' } })
  await t.core.close()
})

test('the past knows it: what stood in a quiet moment stands there when that is looked at', async () => {
  const t = await flapping(4)
  const then = t.clock.now() - 1_000
  const alert = shown(t)
  await flap(t, 2)
  await t.pass(20 * MINUTE)
  expect(t.core.board().alerts).toEqual([])
  expect(await t.core.pastBoard(then)).toMatchObject({
    ok: true,
    board: { alerts: [{ life: alert.life, episode: { lives: 4 } }] },
  })
  await t.core.close()
})

test('a heartbeat that comes and goes is no episode', async () => {
  const t = await startCore(new MemoryDisk())
  for (let n = 0; n < 5; n++) {
    await t.report('Watchdog', { ends: HOUR })
    await t.report('Watchdog', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
  }
  await t.pass(16 * MINUTE)
  expect(t.core.board().alerts).toEqual([])
  await t.core.close()
})
