import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BoardSnapshot, CredentialMade } from '@watchfloor/contract'
import { afterAll, expect, test } from 'vitest'
import { sharedServer } from '../../support/http/run-server.ts'
import { AUDIENCE, testIssuer } from '../../support/sign-in/issuer.ts'
import { until } from '../../support/until.ts'

const NAME = 'https://house.example'
const house = await testIssuer(NAME)
const stranger = await testIssuer(NAME)
const dir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
afterAll(() => rm(dir, { recursive: true }))
const keys_file = join(dir, 'keys.json')
await writeFile(keys_file, await house.keySet())

const lines: { readonly message: string; readonly fields: object }[] = []
const line = (fields: object, message: string): void => void lines.push({ fields, message })
const shared = sharedServer({
  logger: { debug: () => {}, info: line, warn: line, error: line },
  config: {
    sign_in: 'tokens',
    jwt: [{ issuer: NAME, audience: AUDIENCE, role_claim: 'groups', keys_file }],
    // Each test comes from addresses of its own.
    trusted_proxies: ['127.0.0.1'],
  },
})

const from = (address: string, token?: string) => ({
  'x-forwarded-for': address,
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
})
const look = (address: string, token: string): Promise<Response> =>
  fetch(`${shared().url}/api/v2/stats`, { headers: from(address, token) })
const signIn = (address: string, token: string): Promise<Response> =>
  fetch(`${shared().url}/api/v2/session`, {
    method: 'POST',
    headers: { ...from(address), 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })

async function tokenOf(name: string): Promise<CredentialMade> {
  const admin = await house.sign({ groups: ['admin'] })
  const made = await fetch(`${shared().url}/api/v2/credentials`, {
    method: 'POST',
    headers: { ...from('10.9.9.9', admin), 'content-type': 'application/json' },
    body: JSON.stringify({ name, role: 'viewer' }),
  })
  return (await made.json()) as CredentialMade
}

test('signing in by guessing is told to wait, and whoever is good comes in from the same address', async () => {
  const { token } = await tokenOf('Ana')
  const statuses: number[] = []
  for (let i = 0; i < 30; i++) statuses.push((await signIn('10.0.0.1', `wfl_${i}`)).status)
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401))
  expect(statuses.slice(20)).toEqual(Array(10).fill(429))
  const late = await signIn('10.0.0.1', 'wfl_late')
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await signIn('10.0.0.1', token)).status).toBe(200)
  expect((await look('10.0.0.1', token)).status).toBe(200)
  // Elsewhere nothing of it is felt.
  expect((await signIn('10.0.0.2', 'wfl_x')).status).toBe(401)
})

test('with each request it is 401, for senders as for readers, and the good come in from among the bad', async () => {
  const { token } = await tokenOf('Bo')
  const bad = await Promise.all(Array.from({ length: 100 }, (_, i) => look('10.0.1.1', `wfl_${i}`)))
  expect(new Set(bad.map(({ status }) => status))).toEqual(new Set([401]))
  const alerts = await fetch(`${shared().url}/api/v2/alerts`, {
    method: 'POST',
    headers: { ...from('10.0.1.1', 'wfl_x'), 'content-type': 'application/json' },
    body: '[]',
  })
  expect(alerts.status).toBe(401)
  expect((await look('10.0.1.1', token)).status).toBe(200)
})

test('forged signatures without end: whoever is good comes in from among them, and others do not wait', async () => {
  let isOver = false
  let forged = 0
  const guess = async (): Promise<void> => {
    while (!isOver) {
      const { status } = await look('10.0.2.1', await stranger.sign({ sub: `guess ${forged++}` }))
      expect(status).toBe(401)
    }
  }
  const guessing = Array.from({ length: 20 }, guess)
  // So many that whoever comes from there has to wait.
  while (forged < 60) await look('10.0.2.1', await stranger.sign())
  for (let i = 0; i < 3; i++)
    expect((await look('10.0.2.1', await house.sign({ jti: `${i}` }))).status).toBe(200)
  expect((await look('10.0.2.2', await house.sign())).status).toBe(200)
  isOver = true
  await Promise.all(guessing)
})

test('what comes again and again is on the board, in a metric, and a few lines of the log', async () => {
  const before = lines.length
  for (let i = 0; i < 60; i++) await look('10.0.3.1', `wfl_${i}`)
  const said = lines.slice(before).filter(({ message }) => message.includes('was refused'))
  expect(said.map(({ fields }) => fields)).toEqual([
    { from: '10.0.3.1', times: 1, reason: expect.stringContaining('not known here') },
    { from: '10.0.3.1', times: 20, reason: expect.stringContaining('not known here') },
  ])
  expect(JSON.stringify(lines)).not.toContain('wfl_')
  const headers = from('10.9.9.9', await house.sign({ groups: ['admin'] }))
  const metrics = await (await fetch(`${shared().url}/metrics`, { headers })).text()
  expect(metrics).toMatch(/watchfloor_access_refusals_total\{code="401"\} [1-9]\d+/)
  const row = await until('the row', async () => {
    const answer = await fetch(`${shared().url}/api/v2/board`, { headers })
    const { health } = (await answer.json()) as BoardSnapshot
    return health.find(
      ({ component, message }) => component === 'Refused callers' && message?.includes('10.0.3.1'),
    )
  })
  expect(row.status).toBe('degraded')
})

test('who carries nothing is refused, and is no attempt', async () => {
  const before = lines.length
  for (let i = 0; i < 30; i++)
    expect((await fetch(`${shared().url}/api/v2/stats`, { headers: from('10.0.4.1') })).status).toBe(401)
  expect(lines.length).toBe(before)
})
