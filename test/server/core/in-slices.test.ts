import { expect, test } from 'vitest'
import type { IngestAnswer, ReportBatch } from '../../../server/src/alerts/alert-input.ts'
import { inSlices } from '../../../server/src/core/in-slices.ts'
import { startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const batch = (count: number): ReportBatch => ({
  entry: 'relayed',
  product: 'Alertmanager',
  sender: '10.0.0.7',
  receiver: undefined,
  alerts: Array.from({ length: count }, (_, i) => ({
    labels: { alertname: `A${i}` },
    annotations: {},
    startsAt: undefined,
    endsAt: undefined,
    generatorURL: undefined,
  })),
  unreadable: { count: 30, reasons: ['unreadable'] },
  leftOut: { group: 'g', alerts: 3 },
})

test('every alert is taken once and in order, and what is said of the request is said once', async () => {
  const whole = batch(1_501)
  const slices: ReportBatch[] = []
  const answer = await inSlices(whole, (slice) => {
    slices.push(slice)
    const unreadable = slice.unreadable?.count ?? 0
    const rejected = { count: unreadable + 1, reasons: [`of ${slices.length}`] }
    return Promise.resolve({ ok: true, accepted: slice.alerts.length - 1, rejected })
  })
  expect(slices.flatMap(({ alerts }) => alerts)).toEqual(whole.alerts)
  expect(Math.max(...slices.map(({ alerts }) => alerts.length))).toBeLessThanOrEqual(500)
  expect(slices.map(({ unreadable, leftOut }) => [unreadable?.count, leftOut?.alerts])).toEqual([
    [30, 3],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ])
  expect(answer).toMatchObject({ ok: true, accepted: 1_497 })
  expect(answer.ok && [answer.rejected.count, answer.rejected.reasons]).toEqual([
    34,
    ['of 1', 'of 2', 'of 3', 'of 4'],
  ])
})

test('the slice that cannot be stored is the last, and the answer says how many were before it', async () => {
  let taken = 0
  const answer = await inSlices(batch(2_000), (slice, before): Promise<IngestAnswer> => {
    taken++
    return Promise.resolve(
      taken < 3
        ? { ok: true, accepted: slice.alerts.length, rejected: { count: 0, reasons: [] } }
        : { ok: false, reason: 'store', message: `not stored; ${before}` },
    )
  })
  expect(taken).toBe(3)
  expect(answer).toEqual({
    ok: false,
    reason: 'store',
    message: 'not stored; 1000 of its 2000 alerts were stored before',
  })
})

test('of a request whose store fails in the middle, what the answer counts is what is there after a restart', async () => {
  const folder = await tempDir()
  let left = Number.POSITIVE_INFINITY
  const t = await startCore(folder, {
    storage: (real) => ({
      ...real,
      commit: (changes) =>
        left-- > 0 ? real.commit(changes) : Promise.reject(new Error('the disk is full')),
    }),
  })
  const { alerts } = batch(1_200)
  const request = { entry: 'direct', product: 'Script', sender: 'a', receiver: undefined, alerts } as const
  const send = () => t.core.ingest(request)
  left = 0
  expect(await send()).toMatchObject({
    ok: false,
    message: 'not stored: the disk is full; send again; none of it counts as stored',
  })
  expect(t.core.alerts()).toEqual([])
  left = 2
  expect(await send()).toMatchObject({
    ok: false,
    message: 'not stored: the disk is full; send again; 800 of its 1200 alerts were stored before',
  })
  await t.core.close()

  const again = await startCore(folder, { clock: t.clock })
  const names = again.core.alerts().map(({ alert }) => alert.alertname)
  expect(names.toSorted()).toEqual(Array.from({ length: 800 }, (_, i) => `A${i}`).toSorted())
  expect(await again.core.ingest(request)).toMatchObject({
    accepted: 1_200,
  })
  expect(again.core.alerts()).toHaveLength(1_200)
  await again.core.close()
})
