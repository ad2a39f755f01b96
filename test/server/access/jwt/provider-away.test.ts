import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BoardSnapshot } from '@watchfloor/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../../server/src/ground/clock.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { AUDIENCE, testIssuer } from '../../../support/sign-in/issuer.ts'
import { until } from '../../../support/until.ts'

const NAME = 'https://house.example'
const first = await testIssuer(NAME)
const second = await testIssuer(NAME, 'RS256', 'second')

/** What the provider answers; undefined: an error. */
let keys: string | undefined = await first.keySet()
let asked = 0
let url = ''
beforeAll(async () => {
  const provider = createServer((_, response) => {
    asked++
    if (keys === undefined) response.writeHead(500).end()
    else response.end(keys)
  })
  await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`
  return () => provider.close()
})

test('keys that change, and a provider that goes away and comes back', async () => {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead, monotonic: systemClock.monotonic }
  const issuer = { issuer: NAME, audience: AUDIENCE, jwks_url: url, role_claim: 'groups', keys_for: '2h' }
  const server = await runServer({ clock, config: { sign_in: 'tokens', jwt: [issuer] } })
  const show = async (token: string): Promise<readonly [number, string]> => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${server.url}/api/v2/stats`, { headers })
    const { error } = (await response.json()) as { readonly error?: { readonly message: string } }
    return [response.status, error?.message ?? '']
  }
  const sign = (issuerOf: typeof first): Promise<string> => {
    const now = Math.floor(clock.now() / 1000)
    return issuerOf.sign({ iat: now, exp: now + 36_000, groups: ['admin'] })
  }
  const row = async (status: string): Promise<{ readonly message?: string } | undefined> => {
    const headers = { authorization: `Bearer ${await sign(second)}` }
    const board = (await (await fetch(`${server.url}/api/v2/board`, { headers })).json()) as BoardSnapshot
    return board.health.find((one) => one.component === `Keys of ${NAME}` && one.status === status)
  }

  const old = await sign(first)
  expect(await show(old)).toEqual([200, ''])
  expect(asked).toBe(1)

  // A key that is newer than what was read: neither good nor bad, until it may be asked for again.
  keys = await second.keySet()
  const renewed = await sign(second)
  for (let i = 0; i < 20; i++)
    expect(await show(renewed)).toEqual([503, expect.stringContaining('looked at again in a moment')])
  expect(asked).toBe(1)
  ahead += 11_000
  expect(await show(renewed)).toEqual([200, ''])
  expect(asked).toBe(2)
  // The key that was taken back opens nothing any more, whatever was good before.
  ahead += 60_000
  expect(await show(old)).toEqual([401, expect.stringContaining('has not got (kid "first")')])
  // A key that never was costs the provider a question now and then, whoever asks for it.
  const before = asked
  for (let i = 0; i < 20; i++) await show(await first.sign({}, { kid: `made up ${i}` }))
  expect(asked - before).toBeLessThanOrEqual(1)

  keys = undefined
  ahead += 60_000
  expect((await show(await first.sign({ iat: Math.floor(clock.now() / 1000) })))[0]).toBe(503)
  // Those that are known are used.
  expect(await show(renewed)).toEqual([200, ''])
  expect(await show(await sign(second))).toEqual([200, ''])
  const away = await until('the row', () => row('degraded'))
  expect(away.message).toMatch(/answered 500.*used until/)
  ahead += 2 * 3_600_000
  const refused = await fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await sign(second)}`, 'content-type': 'application/json' },
    body: '[]',
  })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await refused.text()).toMatch(/cannot be judged now: its keys were last read at .*answered 500/)
  keys = await second.keySet()
  ahead += 11_000
  expect(await show(renewed)).toEqual([200, ''])
  await until('the row', () => row('healthy'))
})

describe('a server does not start', () => {
  const entry = { issuer: NAME, audience: AUDIENCE, role_claim: 'groups' }
  test.each([
    ['with a key file that is not there', { ...entry, keys_file: '/nowhere/keys.json' }, 'tokens', 'ENOENT'],
    [
      'with issuers, and nobody asked',
      { ...entry, jwks_url: 'https://house.example/keys' },
      'off',
      'sign_in is off',
    ],
  ] as const)('%s', async (_what, jwt, sign_in, told) => {
    await expect(runServer({ config: { sign_in, jwt: [jwt] } })).rejects.toThrow(told)
  })
})
