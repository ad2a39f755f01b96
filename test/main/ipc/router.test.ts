import type { Refusal } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { createRouter, type Router } from '../../../src/main/ipc/router.ts'
import { CALLS } from '../../../src/shared/channels.ts'
import type { CallHandlers } from '../../../src/shared/ipc.ts'

interface Bench {
  readonly router: Router
  readonly heard: unknown[]
  readonly reported: unknown[]
}

/** Handlers that note what they are given and answer with it. */
function bench(own: Partial<CallHandlers<Refusal>> = {}): Bench {
  const heard: unknown[] = []
  const reported: unknown[] = []
  const echo = async (input: unknown) => {
    heard.push(input)
    return { ok: true, value: input }
  }
  const echoes = Object.fromEntries(CALLS.map((name) => [name, echo])) as unknown as CallHandlers<Refusal>
  const router = createRouter({ handlers: { ...echoes, ...own }, report: (error) => reported.push(error) })
  return { router, heard, reported }
}

const FINGERPRINT = '0123456789abcdef'

test('a call that fits its row reaches its handler', async () => {
  const { router, heard } = bench()
  const input = { fingerprint: FINGERPRINT, request: { name: 'Ana' } }
  expect(await router('unacknowledge', input)).toEqual({ ok: true, value: input })
  expect(heard).toEqual([input])
})

test.each([
  ['start', undefined],
  ['start', { extra: 1 }],
  ['since', { cursor: 5 }],
  ['acknowledge', { fingerprint: '../../status', request: { name: 'Ana' } }],
  ['acknowledge', { fingerprint: FINGERPRINT, request: { name: '' } }],
  ['request', { path: 'https://elsewhere.example/api/v2/' }],
  ['request', { path: '/api/v2/stats', method: 'TRACE' }],
  ['request', { path: '/api/v2/stats', headers: {} }],
  ['testServer', { address: '' }],
  ['changeSettings', { version: 2 }],
  ['changeSettings', { server: 'file:///etc/passwd' }],
  ['setToken', { token: '' }],
  ['inbox', { before: null, limit: 5_000 }],
  ['readInbox', { ids: 'some' }],
  ['seen', { alerts: [{ fingerprint: FINGERPRINT }] }],
] as const)('%s %j is refused before a handler sees it', async (name, input) => {
  const { router, heard } = bench()
  expect(await router(name, input)).toMatchObject({ ok: false, reason: 'invalid' })
  expect(heard).toEqual([])
})

test('a refusal says which call, and where in its input', async () => {
  const { router } = bench()
  const answer = await router('inbox', { before: null, limit: 0 })
  expect(answer).toMatchObject({ message: expect.stringMatching(/^inbox: \/limit /) })
})

test('what a handler throws is reported, and answered as a failure of this app', async () => {
  const thrown = new Error('no window')
  const { router, reported } = bench({
    start: () => {
      throw thrown
    },
    testNotification: () => Promise.reject(thrown),
  })
  const failed = { ok: false, reason: 'server_error', message: 'This app failed: no window' }
  expect(await router('start', {})).toEqual(failed)
  expect(await router('testNotification', {})).toEqual(failed)
  expect(reported).toEqual([thrown, thrown])
})

test('a name outside the table is refused', async () => {
  const { router } = bench()
  expect(await router('constructor' as 'start', {})).toMatchObject({ ok: false, reason: 'invalid' })
})
