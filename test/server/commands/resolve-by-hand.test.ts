import { expect, test } from 'vitest'
import { alertsOnly, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const by = (t: TestCore, more: { readonly life?: string; readonly note?: string } = {}) => ({
  fingerprint: t.core.board().alerts[0]?.fingerprint ?? '',
  life: more.life,
  name: 'Ana',
  note: more.note,
})

/** An alert of a Prometheus that went quiet. */
async function unconfirmed() {
  const folder = await tempDir()
  const t = await startCore(folder)
  const startsAt = t.clock.now()
  const send = () => t.report('X', { product: 'Prometheus', at: { startsAt } })
  for (let i = 0; i < 8; i++) {
    await send()
    await t.pass(MINUTE)
  }
  await t.pass(5 * MINUTE)
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'firing', unconfirmed: true })
  t.take()
  return { t, folder, send }
}

test('S5: an unconfirmed alert ends by hand; the event says who and why, and so does its why', async () => {
  const { t, folder } = await unconfirmed()
  const known = t.core.alerts()[0]
  expect(known?.endsAt).toBeGreaterThan(t.clock.now())
  const answer = await t.core.resolve(by(t, { note: 'the host is gone' }))
  expect(answer).toMatchObject({ ok: true, value: { status: 'resolved', resolved_by: 'person' } })
  const ended = t.events.find(({ type }) => type === 'alert_resolved')
  expect(ended?.data).toMatchObject({ by: 'Ana', reason: 'the host is gone', resolved_by: 'person' })
  expect(t.core.alerts()).toEqual([])
  await t.core.close()
  const again = await startCore(folder, { clock: t.clock })
  await again.pass(6 * MINUTE)
  expect(alertsOnly(again.take())).toEqual([])
  await again.core.close()
})

test('S5, S6: what its source sends after an end by hand opens a new life, on whichever way it comes', async () => {
  const { t, send } = await unconfirmed()
  const { life } = t.core.board().alerts[0] ?? {}
  await t.core.resolve(by(t))
  await t.pass(MINUTE)
  await send()
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X', 'alert_firing X'])
  const now = t.core.board().alerts[0]
  expect(now).toMatchObject({ status: 'firing', unconfirmed: false })
  expect(now?.life).not.toBe(life)
  await t.core.close()

  // A relay that repeats the old start is no old news either: nobody who knows has said that it is over.
  const other = await unconfirmed()
  const startsAt = other.t.clock.now() - 30 * MINUTE
  await other.t.core.resolve(by(other.t))
  await other.t.report('X', { entry: 'relayed', ends: undefined, at: { startsAt } })
  expect(alertsOnly(other.t.take())).toEqual(['alert_resolved X', 'alert_firing X'])
  await other.t.core.close()
})

test('S5: an alert that somebody still reports is not resolved by hand, and the answer says who and what to do', async () => {
  const t = await startCore(await tempDir())
  await t.report('X', { product: 'Prometheus' })
  const answer = await t.core.resolve(by(t))
  expect(answer).toMatchObject({ ok: false, reason: 'conflict' })
  const message = answer.ok ? '' : answer.message
  expect(message).toContain('Prometheus prom:9090 reported it at 2026-01-05T03:00:00.000Z')
  expect(message).toContain('silence or acknowledge')
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.core.close()
})

test('S5: an end by hand for another life, of one that is over, or of an unknown one is refused', async () => {
  const { t, send } = await unconfirmed()
  expect(await t.core.resolve(by(t, { life: 'other.1' }))).toMatchObject({ reason: 'conflict' })
  expect(await t.core.resolve({ ...by(t), fingerprint: '0123456789abcdef' })).toMatchObject({
    reason: 'not_found',
  })
  expect(await t.core.resolve(by(t))).toMatchObject({ ok: true })
  expect(await t.core.resolve(by(t))).toMatchObject({ ok: false, reason: 'conflict' })
  await send()
  expect(await t.core.resolve(by(t))).toMatchObject({ reason: 'conflict' })
  await t.core.close()
})
