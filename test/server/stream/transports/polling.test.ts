import { expect, test } from 'vitest'
import { fastTimers } from '../../../support/core/fast-timers.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { ModelClient } from '../../../support/stream/model-client.ts'
import { askPage } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

test('S19: without a cursor a poll gives the head and nothing else', async () => {
  const core = new MemoryCore()
  core.memory.publish(3)
  const server = await startStreams({ core })
  const page = await askPage(server.url, {}, { wait: 30 })
  expect(page).toMatchObject({ cursor: 'e1.3', head: 'e1.3', events: [], more: false })
  expect(page.reset).toBeUndefined()
})

test('S19, S15: pages follow each other without a gap, and say when there is more', async () => {
  const core = new MemoryCore()
  core.memory.publish(1234)
  const server = await startStreams({ core })
  const model = new ModelClient(0)
  let cursor = 'e1.0'
  const sizes: number[] = []
  for (let more = true; more; ) {
    const page = await askPage(
      server.url,
      { cursor, filter: { sources: ['alert_processor'] } },
      { limit: 300 },
    )
    const durable = page.events.flatMap((event) => (event.type === 'stats_updated' ? [] : [event]))
    for (const event of durable) model.event(event)
    sizes.push(durable.length)
    cursor = page.cursor
    more = page.more
  }
  const wanted = core.memory.events.filter(({ source }) => source === 'alert_processor')
  expect(model.applied.map(({ sequence }) => sequence)).toEqual(wanted.map(({ sequence }) => sequence))
  expect([model.gaps, model.duplicates]).toEqual([[], []])
  expect(cursor).toBe('e1.1234')
  expect(sizes.slice(0, -1).every((size) => size === 300)).toBe(true)
})

test('S19: the cursor advances even when nothing matches', async () => {
  const core = new MemoryCore()
  core.memory.publish(700)
  const server = await startStreams({ core })
  const page = await askPage(server.url, { cursor: 'e1.0', filter: { types: ['silence_deleted'] } })
  expect(page).toMatchObject({ cursor: 'e1.700', events: [], more: false })
})

test('a poll looks at a bounded part of a long log and says that there is more', async () => {
  const core = new MemoryCore()
  core.memory.publish(12_000)
  const server = await startStreams({ core })
  const filter = { types: ['silence_deleted'] as const }
  const page = await askPage(
    server.url,
    { cursor: 'e1.0', filter: { types: [...filter.types] } },
    { wait: 30 },
  )
  expect(page).toMatchObject({ cursor: 'e1.10000', events: [], more: true })
})

test('S19: a waiting poll answers as soon as something passes its filter, and not before', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core })
  const asked = askPage(
    server.url,
    { cursor: 'e1.0', filter: { sources: ['silence_manager'] } },
    { wait: 30 },
  )
  let isAnswered = false
  void asked.then(() => {
    isAnswered = true
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  core.memory.publish(5)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(isAnswered).toBe(false)
  core.memory.publish(1)
  const page = await asked
  expect(page.events.map(({ type }) => type)).toEqual(['silence_created'])
  expect(page).toMatchObject({ cursor: 'e1.6', events: [{ sequence: 6, prev: 0 }] })
})

test('S19: a wait ends empty when its time is over, with the position that was scanned', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, timers: fastTimers(20) })
  const asked = askPage(server.url, { cursor: 'e1.0', filter: { types: ['silence_deleted'] } }, { wait: 5 })
  await new Promise((resolve) => setTimeout(resolve, 30))
  core.memory.publish(4)
  expect(await asked).toMatchObject({ cursor: 'e1.4', events: [], more: false })
})

test('S18: a poll that waited is told the statistics; one that asks in a circle is not', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, timers: fastTimers(20) })
  expect((await askPage(server.url, { cursor: 'e1.0' })).events).toEqual([])
  const waited = await askPage(server.url, { cursor: 'e1.0' }, { wait: 1 })
  expect(waited.events.map(({ type }) => type)).toEqual(['stats_updated'])
  core.memory.publish(1)
  const page = await askPage(server.url, { cursor: 'e1.0' })
  expect(page.events.map(({ type }) => type)).toEqual(['alert_updated', 'stats_updated'])
})

test('a client that leaves frees its place at once', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { total_streams: 1 } })
  const leaving = new AbortController()
  const left = askPage(server.url, { cursor: 'e1.0' }, { wait: 30 }, leaving.signal).catch(() => 'left')
  const status = async (): Promise<number> => (await fetch(`${server.url}/api/v2/events`)).status
  while ((await status()) === 200) await new Promise(setImmediate)
  leaving.abort()
  expect(await left).toBe('left')
  while ((await status()) !== 200) await new Promise(setImmediate)
})

test.each(['wait=31', 'wait=-1', 'wait=soon', 'limit=0', 'limit=5001', 'limit=ten', 'severity=bad'])(
  '%s is refused with what is allowed',
  async (query) => {
    const server = await startStreams({ core: new MemoryCore() })
    const response = await fetch(`${server.url}/api/v2/events?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } })
  },
)

test('a log that cannot be read is 503, not an empty page', async () => {
  const core = new MemoryCore()
  core.memory.publish(1)
  core.memory.failure = new Error('disk on fire')
  const server = await startStreams({ core })
  const response = await fetch(`${server.url}/api/v2/events?cursor=e1.0`)
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ error: { code: 'read_failed', message: /disk on fire/ } })
})

test('S16: a log that is trimmed while it is being read is a reset, not a gap', async () => {
  const core = new MemoryCore()
  core.memory.publish(50)
  const server = await startStreams({ core })
  core.memory.gate = Promise.resolve().then(() => core.memory.trim(20))
  const page = await askPage(server.url, { cursor: 'e1.10' })
  expect(page).toMatchObject({ events: [], cursor: 'e1.50', reset: { reason: 'trimmed', earliest: 'e1.20' } })
})

test('of one address only so many polls may wait; one that asks without waiting, or another address, is answered', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: { polls_per_address: 3 } })
  const ask = (wait: number) => fetch(`${server.url}/api/v2/events?cursor=e1.0&wait=${wait}`)
  const waiting = [ask(30), ask(30), ask(30)]
  const refused = await untilRefused(() => ask(30))
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    error: { code: 'too_many_requests', message: expect.stringMatching(/limits\.polls_per_address/) },
  })
  expect(server.counts.get('shed:polls_per_address')).toBeGreaterThan(0)
  expect((await ask(0)).status).toBe(200)
  core.memory.publish(1)
  for (const answer of waiting) expect((await answer).status).toBe(200)
  const again = ask(30)
  core.memory.publish(1)
  expect((await again).status).toBe(200)
})

/** Those that are to wait may not have arrived yet. */
async function untilRefused(ask: () => Promise<Response>): Promise<Response> {
  const answers: Promise<Response>[] = []
  for (;;) {
    const answer = ask()
    answers.push(answer)
    const first = await Promise.race([
      answer,
      ...answers,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 50)),
    ])
    if (first !== undefined) return first
  }
}
