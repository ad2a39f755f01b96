import { expect, test } from 'vitest'
import { openDesk } from '../client/desk.ts'
import { fire, logged, startRealServer } from '../client/feed.ts'
import { takeSeed } from '../support/chance.ts'
import type { Kind } from '../support/network/request-head.ts'
import { startFaultProxy } from '../support/network/start-fault-proxy.ts'
import { seeded } from '../support/seeded.ts'

const QUICK = {
  backoff_base: 20,
  backoff_cap: 100,
  backoff_floor: 1,
  hello_limit: 2_000,
  request_limit: 5_000,
  climb_every: 60_000,
}

test.each([
  ['sse', ['websocket']],
  ['websocket', ['sse']],
  ['polling', ['sse', 'websocket']],
] as const)(
  '%s, sliced into crumbs and reset at random bytes again and again: every event once, in order',
  async (transport: Kind, blocked: readonly Kind[]) => {
    const seed = takeSeed()
    const random = seeded(seed)
    const server = await startRealServer()
    await fire(server.url, 'Before')
    const proxy = await startFaultProxy({ target: server.url, seed, slice: 40, cutAfter: [6_000, 24_000] })
    for (const kind of blocked) proxy.block(kind, 'bad_gateway')
    const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 80_000 })
    desk.client.start()
    await desk.until('the board', () => desk.boards.length === 1)
    let fired = 0
    // About 700 bytes each: no connection lives long enough for more than a third of them.
    while (fired < 120) {
      const some = Array.from({ length: 1 + Math.floor(random() * 6) }, () => `Alert${++fired}`)
      await fire(server.url, ...some)
      if (random() < 0.1) proxy.cut(random() < 0.5 ? 'reset' : 'end')
    }
    const all = await logged(server.url)
    await desk.until(`event ${all.at(-1)}`, () => (desk.sequences().at(-1) ?? 0) >= (all.at(-1) ?? 0))
    const from = Number(desk.boards[0]?.cursor.split('.')[1])
    const got = desk.sequences()
    const sent = (await logged(server.url)).filter((sequence) => sequence > from)
    expect(got).toEqual(sent.slice(0, got.length))
    expect(desk.causes).toEqual(['start'])
    // On a slow machine it may have gone on by polls.
    const connections = proxy.requests(transport) + (transport === 'polling' ? 0 : proxy.requests('polling'))
    expect(connections).toBeGreaterThan(2)
  },
)
