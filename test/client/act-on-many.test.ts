import { actOnMany, type Send } from '@watchfloor/client'
import { type AcknowledgeManyRequest, type Alert, MOST_IN_BULK } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { sampleAlert } from '../support/sample-alert.ts'

const many = (count: number): readonly Alert[] => {
  const sample = sampleAlert()
  return Array.from({ length: count }, (_, n) => ({
    ...sample,
    fingerprint: String(n).padStart(16, '0'),
    life: `e.${n}`,
  }))
}
const answers =
  (value: object): Send =>
  async () => ({ ok: true, value })

test('all are asked for in one request, each in its own life', async () => {
  const alerts = many(40)
  const asked: unknown[] = []
  const outcome = await actOnMany(alerts, { act: 'acknowledge', name: 'Ana', id: 'x' }, async (request) => {
    asked.push(request)
    return { ok: true, value: { done: 40, reached: 40, late: [] } }
  })
  const body = {
    name: 'Ana',
    id: 'x',
    alerts: alerts.map(({ fingerprint, life }) => ({ fingerprint, life })),
  }
  expect(asked).toEqual([{ method: 'POST', path: '/api/v2/alerts/bulk/acknowledge', body }])
  expect(outcome).toEqual({ done: alerts, late: [], failed: [], left: [] })
})

test('who came too late did not fail, and what it was stopped before is left', async () => {
  const alerts = many(6)
  const [, second, third] = alerts
  const value = {
    done: 2,
    reached: 4,
    late: [
      { fingerprint: second?.fingerprint, why: 'held', by: 'Priya' },
      { fingerprint: third?.fingerprint, why: 'not_found' },
    ],
    stopped: { why: 'asked' },
  }
  const outcome = await actOnMany(alerts, { act: 'unacknowledge', name: 'Ana' }, answers(value))
  expect(outcome.done).toEqual([alerts[0], alerts[3]])
  expect(outcome.late.map(({ alert, why, refusal }) => [alert, why, refusal.reason])).toEqual([
    [second, 'held', 'conflict'],
    [third, 'not_found', 'not_found'],
  ])
  expect(outcome.late[0]?.refusal.message).toBe('Priya has it')
  expect(outcome.left).toEqual(alerts.slice(4))
  expect(outcome.failed).toEqual([])
})

test('a store that fails on the way leaves the rest undone, and so does an answer that never came', async () => {
  const alerts = many(4)
  const value = { done: 3, reached: 3, late: [], stopped: { why: 'store', message: 'the disk is full' } }
  const part = await actOnMany(alerts, { act: 'resolve', name: 'Ana' }, answers(value))
  expect(part.done).toEqual(alerts.slice(0, 3))
  expect(part.failed.map(({ alert, refusal }) => [alert, refusal.message])).toEqual([
    [alerts[3], 'the disk is full'],
  ])
  const none = await actOnMany(alerts, { act: 'resolve', name: 'Ana' }, async () => ({
    ok: false,
    reason: 'no_answer',
    message: '',
  }))
  expect([none.done, none.failed.length]).toEqual([[], 4])
  expect((await actOnMany(alerts, { act: 'resolve' }, answers({}))).failed[0]?.refusal.reason).toBe(
    'unreadable',
  )
})

test('more than one request may hold are as few as there have to be, and none after one that failed', async () => {
  const alerts = many(MOST_IN_BULK + 5)
  const sizes: number[] = []
  const send =
    (isOk: boolean): Send =>
    async ({ body }) => {
      const { length } = (body as AcknowledgeManyRequest).alerts
      sizes.push(length)
      if (!isOk) return { ok: false, reason: 'busy', message: '' }
      return { ok: true, value: { done: length, reached: length, late: [] } }
    }
  const whole = await actOnMany(alerts, { act: 'acknowledge', name: 'Ana' }, send(true))
  expect([whole.done.length, sizes]).toEqual([MOST_IN_BULK + 5, [MOST_IN_BULK, 5]])
  sizes.length = 0
  const failed = await actOnMany(alerts, { act: 'acknowledge', name: 'Ana' }, send(false))
  expect([failed.failed.length, sizes]).toEqual([MOST_IN_BULK + 5, [MOST_IN_BULK]])
})
