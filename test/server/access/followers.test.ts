import { CLOSE_UNAUTHORIZED, type Credentials } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { bearer, boardStatus, tokenOf } from '../../support/http/sign-in.ts'
import { openSocket, sse } from '../../support/stream/stream-clients.ts'

/** A stream, a WebSocket and a waiting poll of who carries this. */
async function follow(url: string, token: string) {
  const headers = bearer(token)
  const { head } = (await (await fetch(`${url}/api/v2/events`, { headers })).json()) as { head: string }
  const stream = sse.open(url, { headers })
  const socket = openSocket(url, {}, { headers })
  await Promise.all([stream.untilControl('hello'), socket.client.untilControl('hello')])
  const poll = fetch(`${url}/api/v2/events?cursor=${head}&wait=30&types=alert_created`, { headers })
  return {
    socket,
    /** How each of them ended, and what was said. */
    ended: async () => [
      await stream.ended,
      (await stream.untilControl('error')).code,
      await socket.client.ended,
      (await poll).status,
    ],
  }
}

test('taken back by itself, by whom it stands for, or by when it was issued: all that follow by it end, on every transport, and nobody else', async () => {
  const server = await runServer({ config: { sign_in: 'tokens' } })
  const { url } = server
  const admin = bearer(await tokenOf(server, 'Root', 'admin'))
  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${url}/api/v2${path}`, {
      method,
      headers: { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const names = ['Ana', 'Bo', 'Cleo'] as const
  const [ana, bo, cleo] = [
    await tokenOf(server, 'Ana', 'viewer'),
    await tokenOf(server, 'Bo', 'viewer'),
    await tokenOf(server, 'Cleo', 'viewer'),
  ]
  const { credentials } = (await (await ask('GET', '/credentials')).json()) as Credentials
  const [anaId, boId, cleoId] = names.map((one) => credentials.find(({ name }) => name === one)?.id)
  const over = ['end', 'unauthorized', String(CLOSE_UNAUTHORIZED), 401]
  const others = await follow(url, cleo)

  const first = await follow(url, ana)
  expect((await ask('DELETE', `/credentials/${anaId}`)).status).toBe(200)
  expect(await first.ended()).toEqual(over)

  const second = await follow(url, bo)
  expect((await ask('POST', '/revocations', { subject: `token:${boId}` })).status).toBe(200)
  expect(await second.ended()).toEqual(over)

  // Whoever was not meant still follows, and is heard.
  others.socket.say({ action: 'ping', request: 'still here' })
  expect(await others.socket.client.untilControl('reply')).toMatchObject({ request: 'still here' })
  const issued_before = new Date(Date.now() - 3_600_000).toISOString()
  const earlier = { subject: `token:${cleoId}`, issued_before }
  expect((await ask('POST', '/revocations', earlier)).status).toBe(200)
  expect(await boardStatus(server, cleo)).toBe(200)
  expect((await ask('POST', '/revocations', { subject: `token:${cleoId}` })).status).toBe(200)
  expect(await others.ended()).toEqual(over)
  expect([
    await boardStatus(server, ana),
    await boardStatus(server, bo),
    await boardStatus(server, cleo),
  ]).toEqual([401, 401, 401])
})
