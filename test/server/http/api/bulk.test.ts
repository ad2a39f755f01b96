import { type Alert, type BulkAlertsAnswer, MOST_IN_BULK } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { ask } from '../../../support/http/ask.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const shared = sharedServer()

/** Fires so many alerts of this name; answers them as they are asked for. */
async function fired(
  alertname: string,
  count: number,
): Promise<readonly Pick<Alert, 'fingerprint' | 'life'>[]> {
  const endsAt = new Date(Date.now() + 600_000).toISOString()
  const alerts = Array.from({ length: count }, (_, n) => ({ labels: { alertname, n: `${n}` }, endsAt }))
  expect((await ask(shared(), 'POST', '/alerts', alerts)).status).toBe(200)
  const { body } = await ask(shared(), 'GET', '/board')
  return (body as { readonly alerts: readonly Alert[] }).alerts
    .filter((alert) => alert.alertname === alertname)
    .map(({ fingerprint, life }) => ({ fingerprint, life }))
}

test('many are taken, given back and ended by one request each', async () => {
  const alerts = await fired('Many', 130)
  const [first] = alerts
  const path = '/alerts/bulk/acknowledge'
  const taken = await ask(shared(), 'POST', path, { alerts, name: 'Ana', note: 'the rack' })
  expect(taken).toEqual({ status: 200, body: { done: 130, reached: 130, late: [] } })
  const one = await ask(shared(), 'GET', `/alerts/${first?.fingerprint}`)
  expect(one.body).toMatchObject({
    alert: { acknowledged_by: { name: 'Ana', note: 'the rack', until: 'resolved' } },
  })

  const held = await ask(shared(), 'POST', path, { alerts, name: 'Ben' })
  expect(held.body).toMatchObject({ done: 0, reached: 130 })
  expect((held.body as BulkAlertsAnswer).late[0]).toEqual({
    fingerprint: first?.fingerprint,
    why: 'held',
    by: 'Ana',
  })

  expect(await ask(shared(), 'DELETE', path, { alerts, name: 'Ana' })).toMatchObject({ body: { done: 130 } })
  const end = { alerts, name: 'Ana', confirm: true }
  expect(await ask(shared(), 'POST', '/alerts/bulk/resolve', end)).toMatchObject({ body: { done: 130 } })
})

test('one request can be stopped by its maker while it is under way', async () => {
  const alerts = await fired('Stopped', 1_500)
  let stopping: Promise<{ readonly status: number }> | undefined
  const unsubscribe = shared().core.log.subscribe((batch) => {
    if (stopping !== undefined || !batch.some(({ type }) => type === 'alert_acknowledged')) return
    stopping = ask(shared(), 'POST', '/alerts/bulk/stop', { id: 'mine' })
  })
  const answer = await ask(shared(), 'POST', '/alerts/bulk/acknowledge', { alerts, name: 'Ana', id: 'mine' })
  unsubscribe()
  expect((await stopping)?.status).toBe(204)
  const { done, reached, stopped } = answer.body as BulkAlertsAnswer
  expect(stopped).toEqual({ why: 'asked' })
  expect(done).toBe(reached)
  expect(reached).toBeLessThan(1_500)
  // It is over: there is nothing to stop, and its name is free.
  expect((await ask(shared(), 'POST', '/alerts/bulk/stop', { id: 'mine' })).status).toBe(404)
})

test('what cannot be meant is refused whole', async () => {
  const alerts = await fired('Wrong', 1)
  const post = async (path: string, body: object) =>
    (await ask(shared(), 'POST', `/alerts/bulk/${path}`, body)).status
  expect(await post('acknowledge', { alerts })).toBe(400)
  expect(await post('acknowledge', { alerts: [], name: 'Ana' })).toBe(400)
  const more = Array.from({ length: MOST_IN_BULK + 1 }, () => ({ fingerprint: '0123456789abcdef' }))
  expect(await post('acknowledge', { alerts: more, name: 'Ana' })).toBe(400)
  expect(await post('acknowledge', { alerts, name: 'Ana', until: 'time' })).toBe(400)
  expect(await post('resolve', { alerts: [{ life: 'x' }], name: 'Ana' })).toBe(400)
})
