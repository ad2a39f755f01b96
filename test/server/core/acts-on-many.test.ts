import { fingerprint, type LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { ActOnMany, OneOfMany } from '../../../server/src/commands/act-on-many.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { startCore } from '../../support/core/test-core.ts'

const TAKE: ActOnMany = {
  act: 'acknowledge',
  name: 'Ana',
  until: 'resolved',
  endsAt: undefined,
  note: undefined,
}

/** A core with so many alerts, named A0 and on; and these as somebody asks for them, in the same order. */
async function crowd(count: number) {
  const disk = new MemoryDisk()
  const test = await startCore(disk)
  const alerts = Array.from({ length: count }, (_, n) => ({ alertname: `A${n}` }))
  await test.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: '10.0.0.1',
    receiver: undefined,
    alerts: alerts.map((labels) => ({
      labels,
      annotations: {},
      startsAt: test.clock.now(),
      endsAt: test.clock.now() + 600_000,
      generatorURL: undefined,
    })),
  })
  const lives = new Map(test.core.board().alerts.map((alert) => [alert.fingerprint, alert.life]))
  const asked: readonly OneOfMany[] = alerts.map((labels) => {
    const id = fingerprint(labels)
    return { fingerprint: id, life: lives.get(id) }
  })
  test.events.splice(0)
  return { ...test, disk, asked }
}

const namesOf = (events: readonly LoggedEvent[], type: string): readonly string[] =>
  events.flatMap((event) =>
    event.type === type && event.source === 'alert_processor' ? [event.data.alertname] : [],
  )

test('each is done in the order asked for, and what is not is named with the reason', async () => {
  const { core, asked, events, report } = await crowd(252)
  await core.acknowledge({
    ...TAKE,
    fingerprint: asked[3]?.fingerprint ?? '',
    life: undefined,
    name: 'Ben',
  })
  const over = { life: undefined, name: 'Cy', note: undefined, confirmed: true }
  for (const { fingerprint } of asked.slice(5, 7)) await core.resolve({ ...over, fingerprint })
  await report('A6')
  events.splice(0)
  const unknown = { fingerprint: '0123456789abcdef' }
  const answer = await core.actOnMany(TAKE, [...asked, unknown])
  expect(answer).toEqual({
    ok: true,
    value: {
      done: 249,
      reached: 253,
      late: [
        { fingerprint: asked[3]?.fingerprint, why: 'held', by: 'Ben' },
        { fingerprint: asked[5]?.fingerprint, why: 'over' },
        { fingerprint: asked[6]?.fingerprint, why: 'over' },
        { ...unknown, why: 'not_found' },
      ],
    },
  })
  const expected = asked.flatMap((_, n) => ([3, 5, 6].includes(n) ? [] : [`A${n}`]))
  expect(namesOf(events, 'alert_acknowledged')).toEqual(expected)

  // All of it is given back in one request, too.
  events.splice(0)
  const back = await core.actOnMany({ act: 'unacknowledge', name: 'Ana' }, asked)
  expect(back).toMatchObject({ ok: true, value: { done: 250, reached: 252 } })
  expect(namesOf(events, 'alert_unacknowledged')).toHaveLength(250)
  await core.close()
})

test('ending by hand leaves what somebody still reports, unless that is confirmed', async () => {
  const { core, asked } = await crowd(2)
  const end = { act: 'resolve', name: 'Ana', note: undefined, confirmed: false } as const
  const late = asked.map((one) => ({ fingerprint: one.fingerprint, why: 'reported' }))
  expect(await core.actOnMany(end, asked)).toEqual({ ok: true, value: { done: 0, reached: 2, late } })
  expect(await core.actOnMany({ ...end, confirmed: true }, asked)).toMatchObject({ value: { done: 2 } })
  await core.close()
})

test('what others ask for comes in between', async () => {
  const { core, asked, events, report } = await crowd(250)
  const others: Promise<void>[] = []
  await core.actOnMany(TAKE, asked, () => {
    others.push(report(`Other${others.length}`))
    return false
  })
  await Promise.all(others)
  const order = events.flatMap(({ type }) =>
    type === 'alert_created' || type === 'alert_acknowledged' ? [type] : [],
  )
  const before = order.slice(0, order.indexOf('alert_created')).length
  expect(others).toHaveLength(5)
  expect(before).toBeLessThan(250)
  expect(order.slice(order.indexOf('alert_created'))).toContain('alert_acknowledged')
  await core.close()
})

test('one that is stopped says how far it came, and what was done stays done', async () => {
  const { core, asked, events } = await crowd(250)
  let looks = 0
  const answer = await core.actOnMany(TAKE, asked, () => ++looks > 2)
  expect(answer).toEqual({
    ok: true,
    value: { done: 100, reached: 100, late: [], stopped: { why: 'asked' } },
  })
  expect(namesOf(events, 'alert_acknowledged')).toEqual(asked.slice(0, 100).map((_, n) => `A${n}`))
  await core.close()
})

test('a store that fails on the way ends it; at the beginning, nothing was done', async () => {
  const { core, asked, disk } = await crowd(250)
  let looks = 0
  const answer = await core.actOnMany(TAKE, asked, () => {
    disk.isFull = ++looks === 2
    return false
  })
  expect(answer).toMatchObject({
    ok: true,
    value: {
      done: 50,
      reached: 50,
      stopped: { why: 'store', message: expect.stringContaining('not stored') },
    },
  })
  expect(await core.actOnMany(TAKE, asked)).toMatchObject({ ok: false, reason: 'unavailable' })
  disk.isFull = false
  await core.close()
})

test('terms that mean nothing refuse all', async () => {
  const { core, asked, clock, events } = await crowd(2)
  const past = { ...TAKE, until: 'time', endsAt: clock.now() - 1 } as const
  expect(await core.actOnMany(past, asked)).toMatchObject({ ok: false, reason: 'invalid' })
  expect(namesOf(events, 'alert_acknowledged')).toEqual([])
  await core.close()
})
