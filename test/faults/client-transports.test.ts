import { expect, test } from 'vitest'
import { openDesk } from '../client/desk.ts'
import { fire, logged, startRealServer } from '../client/feed.ts'
import type { Block } from '../support/network/fault-proxy.ts'
import { startFaultProxy } from '../support/network/start-fault-proxy.ts'
import { until } from '../support/until.ts'

const QUICK = { backoff_base: 50, backoff_floor: 5, hello_limit: 400, climb_every: 250, request_limit: 3_000 }

test.each(['reset', 'bad_gateway', 'mute'] as const)(
  'SSE, WebSocket, polling and up again, each blocked by %s: every event once, in order, without a board in between',
  async (how: Block) => {
    const server = await startRealServer()
    const proxy = await startFaultProxy({ target: server.url })
    const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 60_000 })
    desk.client.start()
    let fired = 0
    const fireSome = async (): Promise<void> => {
      for (let event = 0; event < 5; event += 1) {
        fired += 1
        await fire(server.url, `Alert${fired}`)
      }
    }
    const seen: string[] = []
    const reach = async (transport: string): Promise<void> => {
      await fireSome()
      await desk.untilState('live', transport)
      await fireSome()
      const head = (await logged(server.url)).at(-1)
      await desk.until(`event ${head}`, () => (desk.sequences().at(-1) ?? 0) >= (head ?? 0))
      seen.push(transport)
    }

    await desk.untilState('live', 'sse')
    await reach('sse')
    proxy.block('sse', how)
    proxy.cut('reset', 'sse')
    await reach('websocket')
    proxy.block('websocket', how)
    proxy.cut('reset', 'websocket')
    await reach('polling')
    await proxy.restore()
    await reach('sse')

    expect(seen).toEqual(['sse', 'websocket', 'polling', 'sse'])
    await until(
      'all that is logged',
      async () => desk.sequences().join() === (await logged(server.url)).join(),
    )
    expect(desk.causes).toEqual(['start'])
    await desk.until(
      'the lower ones to be closed',
      () => proxy.open('websocket') + proxy.open('polling') === 0,
    )
    desk.client.stop()
    expect(desk.timers()).toBe(0)
  },
)

test('polling climbs to a WebSocket where SSE stays blocked', async () => {
  const server = await startRealServer()
  const proxy = await startFaultProxy({ target: server.url })
  proxy.block('sse', 'bad_gateway')
  proxy.block('websocket', 'bad_gateway')
  const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 60_000 })
  desk.client.start()
  await desk.untilState('live', 'polling')
  await fire(server.url, 'A')
  await proxy.restore()
  proxy.block('sse', 'bad_gateway')
  await desk.untilState('live', 'websocket')
  await fire(server.url, 'B')
  await desk.until('both', () => desk.sequences().length === 2)
  await until('all that is logged', async () => desk.sequences().join() === (await logged(server.url)).join())
})

test('S21: an address with no stream left polls', async () => {
  const server = await startRealServer({ limits: { streams_per_address: 1 } })
  const first = openDesk({ url: server.url })
  first.client.start()
  await first.untilState('live', 'sse')
  const second = openDesk({ url: server.url })
  second.client.start()
  await second.untilState('live', 'polling')
  await fire(server.url, 'A')
  await first.until('it', () => first.sequences().length === 1)
  await second.until('it', () => second.sequences().length === 1)
})
