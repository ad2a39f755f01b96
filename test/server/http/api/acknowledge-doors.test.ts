import type { Alert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { ask } from '../../../support/http/ask.ts'
import { sharedServer } from '../../../support/http/run-server.ts'
import { openSocket } from '../../../support/stream/stream-clients.ts'

const access: Access = async ({ authorization }) => ({
  ok: true,
  principal: {
    id: 'test:undefined',
    subject: 'test:undefined',
    name: undefined,
    role: authorization === 'Bearer viewer' ? 'viewer' : 'responder',
    scope: undefined,
    anonymous: true,
  },
})
const shared = sharedServer({ access })
const VIEWER = { authorization: 'Bearer viewer' }

async function fire(alertname: string): Promise<Alert> {
  await ask(shared(), 'POST', '/alerts', [{ labels: { alertname } }])
  const { body } = await ask(shared(), 'GET', '/board')
  const alert = (body as { alerts: readonly Alert[] }).alerts.find((one) => one.alertname === alertname)
  if (alert === undefined) throw new Error('it does not fire')
  return alert
}

/** The same request at both doors. */
async function atBoth(
  fingerprint: string,
  request: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  const answer = await ask(shared(), 'POST', `/alerts/${fingerprint}/acknowledge`, request, headers)
  const { client, say } = openSocket(shared().url, {}, { headers })
  say({ action: 'acknowledge', request: 'a', fingerprint, ...request })
  const control = await client.untilControl('error')
  const { request_id: id, ...error } = (answer.body as { error: { request_id?: unknown } }).error
  expect(id).toEqual(expect.any(String))
  return [error, { code: control.code, message: control.message }]
}

test.each([
  ['no name', {}, 'invalid'],
  ['a name that nobody can read', { name: ' \u200b\n' }, 'invalid'],
  ['no time', { name: 'ada', until: 'time' }, 'invalid'],
  ['a time that is none', { name: 'ada', ends_at: 'tomorrow' }, 'invalid'],
  ['a time that has passed', { name: 'ada', ends_at: '2026-01-05T05:00:00Z' }, 'invalid'],
  ['another life', { name: 'ada', life: 'e.1' }, 'conflict'],
])('S9: HTTP and WebSocket refuse %s in the same words', async (_, request, code) => {
  const { fingerprint } = await fire('Refused')
  const [http, socket] = await atBoth(fingerprint, request)
  expect(http).toEqual({ code, message: expect.any(String) })
  expect(socket).toEqual(http)
})

test('S9: so they do an alert that nobody knows, and somebody who may only look', async () => {
  const [http, socket] = await atBoth('0123456789abcdef', { name: 'ada' })
  expect(http).toMatchObject({ code: 'not_found' })
  expect(socket).toEqual(http)
  const { fingerprint } = await fire('Watched')
  const [forbidden, alike] = await atBoth(fingerprint, { name: 'ada' }, VIEWER)
  expect(forbidden).toMatchObject({ code: 'forbidden', message: expect.stringMatching(/role is viewer/) })
  expect(alike).toEqual(forbidden)
})

test('S9: an end that goes with "until resolved" means nothing at either door', async () => {
  const request = { name: 'ada', until: 'resolved', ends_at: '2026-01-05T05:00:00Z' }
  const { fingerprint } = await fire('Taken')
  const taken = await ask(shared(), 'POST', `/alerts/${fingerprint}/acknowledge`, request)
  expect(taken.status).toBe(200)
  const { client, say } = openSocket(shared().url, {})
  say({ action: 'acknowledge', request: 'a', fingerprint, ...request })
  await client.untilControl('reply')
  const { body } = await ask(shared(), 'GET', `/alerts/${fingerprint}`)
  const { acknowledged_by: owner } = (body as { alert: Alert }).alert
  expect(owner).toEqual({ name: 'ada', at: expect.any(String), until: 'resolved' })
})
