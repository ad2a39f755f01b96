import { ROLES } from '@watchfloor/contract'
import { beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Access } from '../../../server/src/access/authorize.ts'
import { sharedServer } from '../../support/http/run-server.ts'

let asked: string[] = []
beforeEach(() => {
  asked = []
})

const access: Access = async ({ authorization = '' }) => {
  asked.push(authorization)
  const role = ROLES.find((one) => one === authorization.slice(7))
  if (role === undefined) return { ok: false, status: 401, message: 'nobody' }
  const id = `test:${role}`
  return { ok: true, principal: { id, subject: id, name: role, role, scope: undefined, anonymous: false } }
}
const shared = sharedServer({ access })
const admin = { authorization: 'Bearer admin' }

test.each([
  ['GET', '/api/v2/board'],
  ['GET', '/api/v2/alerts'],
  ['GET', '/api/v2/session'],
  ['GET', '/api/v2/events'],
  ['GET', '/api/v2/events?cursor=x.1'],
  ['GET', '/api/v2/connections'],
  ['GET', '/metrics'],
  ['POST', '/api/v2/alerts'],
  ['POST', '/api/v2/webhooks/grafana'],
  ['POST', '/api/v2/silences'],
  ['DELETE', '/api/v2/silence/00000000-0000-4000-8000-000000000000'],
  ['GET', '/api/v2/events/stream'],
] as const)('%s %s asks who it is once', async (method, path) => {
  const left = new AbortController()
  const body = method === 'POST' ? { body: '[]' } : {}
  const headers = { ...admin, ...(method === 'POST' && { 'content-type': 'application/json' }) }
  const response = await fetch(shared().url + path, { method, headers, ...body, signal: left.signal })
  left.abort()
  expect([response.status, asked]).toEqual([expect.any(Number), ['Bearer admin']])
})

test('a WebSocket asks once, when it is opened', async () => {
  const socket = new WebSocket(`${shared().url.replace('http', 'ws')}/ws/dashboard`, { headers: admin })
  await new Promise((done) => socket.once('open', done))
  socket.send('{"action":"subscribe"}')
  await new Promise((done) => socket.once('message', done))
  expect(asked).toEqual(['Bearer admin'])
  await new Promise((done) => {
    socket.once('close', done)
    socket.close()
  })
})

test('what is for anybody asks nobody, and tells nothing but that it lives', async () => {
  for (const [path, answer] of [
    ['/healthz', '{"status":"ok"}'],
    ['/readyz', '{"status":"ok","ready":true}'],
    ['/-/healthy', 'OK'],
    ['/-/ready', 'OK'],
  ] as const)
    expect(await (await fetch(shared().url + path, { headers: admin })).text()).toBe(answer)
  expect((await fetch(`${shared().url}/nothing`, { headers: admin })).status).toBe(404)
  expect(asked).toEqual([])
})
