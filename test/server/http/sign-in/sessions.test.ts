import type { OpenSessions, Session } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { bearer, boardStatus, deskOf, refresh, signedIn, tokenOf } from '../../../support/http/sign-in.ts'
import { openSocket } from '../../../support/stream/stream-clients.ts'

const HOUR = 3_600_000
const shared = sharedServer({ config: { sign_in: 'tokens' } })

const sessions = async (server: Server, token: string): Promise<OpenSessions['sessions']> =>
  ((await (await fetch(`${server.url}/api/v2/sessions`, { headers: bearer(token) })).json()) as OpenSessions)
    .sessions

test('an administrator sees them and ends one; its stream ends, the others go on', async () => {
  const server = await runServer({ config: { sign_in: 'tokens' } })
  const admin = await tokenOf(server, 'Root', 'admin')
  const browser = await signedIn(server, 'Kim')
  const [ends, stays] = [await deskOf(server.url, browser), await deskOf(server.url, browser)]
  const listed = await sessions(server, admin)
  expect(listed.map(({ name, device }) => `${name} ${device}`).toSorted()).toEqual([
    'Kim browser',
    'Kim desk',
    'Kim desk',
  ])
  const text = JSON.stringify(listed)
  for (const secret of [ends.token, ends.refresh, ...browser.cookies.values()])
    expect(text).not.toContain(secret)
  const [, id] = /^wfs_([0-9a-f]{12})/.exec(ends.token) ?? []
  const socket = openSocket(server.url, {}, { headers: bearer(ends.token) })
  await socket.client.untilControl('hello')
  const end = (token: string) =>
    fetch(`${server.url}/api/v2/sessions/${id}`, { method: 'DELETE', headers: bearer(token) })
  expect((await end(stays.token)).status).toBe(403)
  expect((await end(admin)).status).toBe(200)
  expect((await end(admin)).status).toBe(404)
  await socket.client.ended
  expect([await boardStatus(server, ends.token), await boardStatus(server, stays.token)]).toEqual([401, 200])
})

test('a revoked token takes the sessions that it opened with it', async () => {
  const server = await runServer({ config: { sign_in: 'tokens' } })
  const browser = await signedIn(server, 'Lou')
  const desk = await deskOf(server.url, browser)
  const [token] = server.core.credentials()
  await server.core.revokeCredential(token?.id ?? '')
  expect(await boardStatus(server, desk.token)).toBe(401)
  expect((await refresh(server, desk.refresh)).status).toBe(401)
  expect((await browser.get('/api/v2/board')).status).toBe(401)
  expect(server.core.sessions()).toEqual([])
})

test('what a browser carried before it signed in is not what it carries afterwards, and opens nothing', async () => {
  const server = shared()
  const browser = await signedIn(server, 'Mallory')
  const laid = new Map(browser.cookies)
  const token = await tokenOf(server, 'Nia')
  const headers = { 'content-type': 'application/json', origin: server.url }
  const cookie = [...laid].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${server.url}/api/v2/session`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ token }),
  })
  expect(answer.headers.get('set-cookie')).not.toContain([...laid.values()][0])
  expect((await fetch(`${server.url}/api/v2/board`, { headers: { cookie } })).status).toBe(401)
  // Two of them say nothing.
  const now = answer.headers.get('set-cookie')?.split(';')[0]
  const both = await fetch(`${server.url}/api/v2/board`, { headers: { cookie: `${now}; ${cookie}` } })
  expect(both.status).toBe(401)
})

test('a session opens no other, and each secret counts only where it belongs', async () => {
  const server = shared()
  const browser = await signedIn(server, 'Ovid')
  const desk = await deskOf(server.url, browser)
  expect((await post(`${server.url}/api/v2/session`, { token: desk.token })).status).toBe(409)
  const [cookie = ''] = browser.cookies.values()
  expect(await boardStatus(server, cookie)).toBe(401)
  const carried = { cookie: `__Host-watchfloor=${desk.token}` }
  expect((await fetch(`${server.url}/api/v2/board`, { headers: carried })).status).toBe(401)
})

test('a desk signs out by its token', async () => {
  const server = shared()
  const desk = await deskOf(server.url, await signedIn(server, 'Pia'))
  const url = `${server.url}/api/v2/session`
  const out = await fetch(url, { method: 'DELETE', headers: bearer(desk.token) })
  expect((await out.json()) as Session).toMatchObject({ who: null })
  expect(await boardStatus(server, desk.token)).toBe(401)
  expect((await refresh(server, desk.refresh)).status).toBe(401)
})

test('of more than fifty of one person the oldest ends', async () => {
  const server = await runServer({ config: { sign_in: 'tokens' } })
  const browser = await signedIn(server, 'Quy')
  const first = await deskOf(server.url, browser)
  const [{ session } = { session: undefined }] = server.core.sessions()
  if (session === undefined) throw new Error('nobody is signed in')
  for (let opened = 0; opened < 50; opened++) {
    const { of, address } = session
    await server.core.openSession({ device: 'desk', of, address, until: Date.now() + HOUR })
  }
  expect(server.core.sessions()).toHaveLength(50)
  expect(await boardStatus(server, first.token)).toBe(401)
})
