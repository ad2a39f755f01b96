import { isReadableOnTheWay } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { freePort } from '../support/network/free-port.ts'
import { openDesk } from './desk.ts'
import { json, startWire } from './wire.ts'

test.each([
  ['https://watch.example.com', false],
  ['http://localhost:9095', false],
  ['http://desk.localhost:9095', false],
  ['http://127.0.0.1', false],
  ['http://127.1:9095', false],
  ['http://[::1]:9095', false],
  ['http://watch.example.com', true],
  ['http://10.0.0.5:9095', true],
  ['http://127.0.0.1.example.com', true],
  ['http://127.example.com', true],
  ['http://localhost.example.com', true],
  ['http://0.0.0.0:9095', true],
  ['http://[2001:db8::1]', true],
] as const)('what is sent to %s can be read on the way: %s', (url, expected) => {
  expect(isReadableOnTheWay(new URL(url))).toBe(expected)
})

/** Platform parts that note every attempt to reach a server. */
function noting() {
  const asked: string[] = []
  return {
    asked,
    fetch: (url: string) => {
      asked.push(url)
      return Promise.reject(new Error('nobody is asked in this test'))
    },
    WebSocket: class {
      constructor(url: string) {
        asked.push(url)
        throw new Error('nobody is asked in this test')
      }
    } as never,
  }
}

test('a token is not sent where it could be read: nothing is asked at all, and the reason is told', async () => {
  const { asked, ...world } = noting()
  const desk = openDesk({ url: 'http://watch.internal:9095', token: 'secret', ...world })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({
    broken: 'unencrypted',
    detail: expect.stringContaining('only over https'),
  })
  const answer = await desk.client.acknowledge('0123456789abcdef', { name: 'Ana' })
  expect(answer).toMatchObject({ ok: false, reason: 'unreachable', hop: 'unencrypted' })
  expect(answer.ok ? '' : answer.message).toContain('http://watch.internal:9095')
  expect(asked).toEqual([])

  // Without it, the same server is asked.
  desk.client.setToken(undefined)
  await desk.client.acknowledge('0123456789abcdef', { name: 'Ana' })
  expect(asked.length).toBeGreaterThan(0)
})

test('to this computer it is sent, whatever the scheme', async () => {
  const heads: (string | undefined)[] = []
  const wire = await startWire({
    any: (response, request) => {
      heads.push(request.headers.authorization)
      json(response, { error: { code: 'conflict', message: 'no' } }, 409)
    },
  })
  const { client } = openDesk({ url: wire.url, token: 'secret' })
  await client.acknowledge('0123456789abcdef', { name: 'Ana' })
  expect(heads).toEqual(['Bearer secret'])
  const elsewhere = openDesk({ url: `https://127.0.0.1:${await freePort()}`, token: 'secret' })
  expect(await elsewhere.client.acknowledge('0123456789abcdef', { name: 'Ana' })).toMatchObject({
    hop: 'refused',
  })
})
