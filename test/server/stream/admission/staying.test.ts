import { CLOSE_CHANGED, CLOSE_UNAUTHORIZED, parsePage, type Scope } from '@watchfloor/contract'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import type { Principal } from '../../../../server/src/access/principal.ts'
import type { Standing } from '../../../../server/src/access/standing.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { openSocket, type StreamClient, sse } from '../../../support/stream/stream-clients.ts'
import { type StreamServer, startStreams } from '../../../support/stream/stream-server.ts'

const EU: Scope = { cluster: ['eu-1', 'eu-2'] }
const EU_WRITTEN_OTHERWISE: Scope = { cluster: ['eu-2', 'eu-1', 'eu-2'] }
const US: Scope = { cluster: ['us-1'] }

let clock: HandClock
let core: MemoryCore
let server: StreamServer
let known: Map<string, Principal>
let standings: Map<string, Standing>
/** What is done in one second is heard before the next. */
const heard = async (): Promise<void> => {
  await new Promise<void>((resolve) => setTimeout(resolve, 5))
}
const pass = (seconds: number): Promise<void> => clock.pass(seconds * 1_000, heard)

const knows = (token: string, part: Partial<Principal> = {}): void => {
  const principal: Principal = {
    id: `token:${token}`,
    subject: 'ana',
    name: 'Ana',
    role: 'responder',
    scope: undefined,
    credential: token,
    anonymous: false,
    ...part,
  }
  known.set(token, principal)
}

const access: Access = async ({ authorization = '' }) => {
  const principal = known.get(authorization.replace('Bearer ', ''))
  return principal === undefined ? { ok: false, status: 401, message: 'not known' } : { ok: true, principal }
}

beforeEach(async () => {
  clock = new HandClock(Date.now())
  core = new MemoryCore()
  known = new Map()
  standings = new Map()
  server = await startStreams({
    core,
    access,
    clock,
    timers: clock,
    standingOf: ({ credential = '', expiresAt }) =>
      expiresAt !== undefined && expiresAt <= clock.now() ? 'expired' : (standings.get(credential) ?? 'good'),
  })
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The three ways to follow; each tells how it ended. */
const FOLLOWERS = [
  ['SSE', (token: string, cursor?: string) => sse.open(server.url, { cursor, headers: bearer(token) })],
  [
    'WebSocket',
    (token: string, cursor?: string) =>
      openSocket(server.url, cursor === undefined ? {} : { cursor }, { headers: bearer(token) }).client,
  ],
] as const

const poll = async (token: string, query: string) => {
  const response = await fetch(`${server.url}/api/v2/events?${query}`, { headers: bearer(token) })
  const body: unknown = await response.json()
  const page = parsePage(body)
  return { status: response.status, body, page: page.ok ? page.value : undefined }
}

const cursorOf = async (client: StreamClient): Promise<string> => (await client.untilControl('hello')).cursor

describe('what somebody was recognised by comes to its end', () => {
  test.each(FOLLOWERS)(
    '%s: it is told a minute before, once, and ends with the credential',
    async (_, open) => {
      knows('a', { expiresAt: clock.now() + 100_000 })
      const client = open('a')
      await client.untilControl('hello')
      await pass(38)
      expect(client.controls.some(({ control }) => control === 'expiring')).toBe(false)
      await pass(4)
      const { expires_at } = await client.untilControl('expiring')
      expect(Date.parse(expires_at)).toBe(clock.now() + 58_000)
      core.memory.publish(1)
      await client.until(({ events }) => events.length === 1)
      await pass(59)
      expect(await client.ended).toMatch(/^(end|4401)$/)
      expect(await client.untilControl('error')).toMatchObject({
        code: 'unauthorized',
        message: /has expired/,
      })
      expect(client.controls.filter(({ control }) => control === 'expiring')).toHaveLength(1)
    },
  )

  test('a page says so in its last minute', async () => {
    knows('a', { expiresAt: clock.now() + 61_000 })
    expect((await poll('a', '')).page?.expiring).toBeUndefined()
    await pass(1)
    expect((await poll('a', '')).page?.expiring).toEqual({
      expires_at: new Date(clock.now() + 60_000).toISOString(),
    })
  })

  test.each(FOLLOWERS)('%s: revoked, it ends within two seconds', async (_, open) => {
    knows('a')
    const client = open('a')
    await client.untilControl('hello')
    standings.set('a', 'revoked')
    await pass(2)
    expect(await client.untilControl('error')).toMatchObject({ code: 'unauthorized', message: /revoked/ })
    expect(await client.ended).toMatch(new RegExp(`^(end|${CLOSE_UNAUTHORIZED})$`))
  })

  test('a poll that waits is told 401, and none of what came meanwhile', async () => {
    knows('a')
    const waiting = poll('a', 'cursor=e1.0&wait=30&filter=alertname=None')
    await heard()
    standings.set('a', 'revoked')
    await pass(2)
    expect(await waiting).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } })
  })
})

describe('a newer credential over the WebSocket', () => {
  const follow = async (part: Partial<Principal> = {}) => {
    knows('a', { expiresAt: clock.now() + 30_000, ...part })
    const { client, say } = openSocket(server.url, {}, { headers: bearer('a') })
    await client.untilControl('hello')
    return { client, say: (token: string) => say({ action: 'authenticate', request: token, token }) }
  }

  test('of the same person goes on past the end of the older one, without a seam', async () => {
    const { client, say } = await follow({ scope: EU })
    knows('b', { expiresAt: clock.now() + 200_000, scope: EU_WRITTEN_OTHERWISE })
    core.memory.publish(20)
    await pass(2)
    await client.untilControl('expiring')
    say('b')
    expect(await client.untilControl('reply')).toMatchObject({ request: 'b' })
    await pass(40)
    core.memory.publish(20)
    const last = core.memory.events.findLast(
      (event) => event.source === 'alert_processor' && event.data.labels.cluster !== 'us-1',
    )
    await client.until(({ sequences }) => sequences.includes(last?.sequence ?? 0))
    for (const [i, event] of client.events.entries())
      expect(event.prev).toBe(i === 0 ? 0 : client.events[i - 1]?.sequence)
    await pass(105)
    expect(client.controls.filter(({ control }) => control === 'expiring')).toHaveLength(2)
  })

  test.each([
    ['another person’s', { subject: 'bo' }],
    ['one of another role', { role: 'viewer' }],
    ['one of other alerts', { scope: EU }],
  ] as const)('%s ends it', async (_, part) => {
    const { client, say } = await follow()
    knows('b', part)
    say('b')
    expect(await client.ended).toBe(String(CLOSE_CHANGED))
    expect(await client.untilControl('error')).toMatchObject({ code: 'changed' })
  })

  test('one that nobody knows is refused, and the older one goes on until its end', async () => {
    const { client, say } = await follow()
    say('forged')
    expect(await client.untilControl('error')).toMatchObject({ code: 'unauthorized', request: 'forged' })
    core.memory.publish(1)
    await client.until(({ events }) => events.length === 1)
    await pass(31)
    expect(await client.ended).toBe(String(CLOSE_UNAUTHORIZED))
  })
})

describe('somebody sees another part of the alerts than before', () => {
  test.each(FOLLOWERS)('%s: it ends, and the cursor from before is reset', async (_, open) => {
    knows('a', { scope: EU })
    core.memory.publish(30)
    const client = open('a')
    const cursor = await cursorOf(client)
    expect(cursor).toMatch(/^e1\.30\.[0-9a-f]{12}$/)
    standings.set('a', 'changed')
    await pass(2)
    expect(await client.ended).toMatch(new RegExp(`^(end|${CLOSE_CHANGED})$`))
    expect(await client.untilControl('error')).toMatchObject({ code: 'changed' })
    standings.delete('a')
    for (const [scope, isReset] of [
      [US, true],
      [undefined, true],
      [EU_WRITTEN_OTHERWISE, false],
    ] as const) {
      knows('a', { scope })
      const again = open('a', cursor)
      await again.untilControl('hello')
      core.memory.publish(15)
      await again.until(({ events }) => events.length > 0)
      expect(again.controls.some((one) => one.control === 'reset' && one.reason === 'scope')).toBe(isReset)
      expect((await poll('a', `cursor=${cursor}`)).page?.reset?.reason).toBe(isReset ? 'scope' : undefined)
      again.stop()
    }
  })

  test('a forged cursor never shows what lies outside; one without a tag costs a board', async () => {
    knows('a', { scope: EU })
    core.memory.publish(60)
    const { page } = await poll('a', '')
    const tag = page?.cursor.split('.')[2] ?? ''
    for (const cursor of ['e1.0', `e1.0.${'0'.repeat(12)}`, `e1.0.${tag}`, `e1.0.${tag}.${tag}`]) {
      const answer = await poll('a', `cursor=${cursor}`)
      for (const event of answer.page?.events ?? [])
        if (event.source === 'alert_processor') expect(event.data.labels.cluster).not.toBe('us-1')
      expect([cursor, answer.page?.reset?.reason]).toEqual([
        cursor,
        { 'e1.0': 'scope', [`e1.0.${tag}`]: undefined, [`e1.0.${tag}.${tag}`]: 'malformed' }[cursor] ??
          (cursor === `e1.0.${tag}` ? undefined : 'scope'),
      ])
    }
  })

  test('every id of a stream bears the tag, so that a plain EventSource comes back with it', async () => {
    knows('a', { scope: EU })
    const client = sse.open(server.url, { headers: bearer('a') })
    const [, , tag] = (await cursorOf(client)).split('.')
    core.memory.publish(10)
    await client.until(({ events }) => events.length > 2)
    await pass(20)
    await client.untilControl('heartbeat')
    for (const { id } of client.heard) if (id !== undefined && id !== '') expect(id.split('.')[2]).toBe(tag)
  })
})
