import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Desk, openDesk } from '../client/desk.ts'
import { fire, logged, startRealServer } from '../client/feed.ts'
import { runs, takeSeed } from '../support/chance.ts'
import type { FaultProxy } from '../support/network/fault-proxy.ts'
import { startFaultProxy } from '../support/network/start-fault-proxy.ts'
import { seeded } from '../support/seeded.ts'

const QUICK = { backoff_base: 50, backoff_cap: 200, backoff_floor: 5, hello_limit: 2_000 }
const CLIENTS = 6
const EVENTS = Math.max(100, runs(150))

/** `npm run soak -- --only jitter` is the same with hundreds of clients, for as long as one likes. */
test('every client loses its network again and again while events flow: each gets each event once', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  const server = await startRealServer()
  const clients: { readonly proxy: FaultProxy; readonly desk: Desk }[] = []
  for (let i = 0; i < CLIENTS; i++) {
    const proxy = await startFaultProxy({ target: server.url, seed: seed + i })
    const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 60_000 })
    desk.client.start()
    await desk.untilState('live')
    clients.push({ proxy, desk })
  }
  let isOver = false
  const loseNetwork = async ({ proxy }: { readonly proxy: FaultProxy }): Promise<void> => {
    do {
      await sleep(200 + random() * 800)
      await proxy.refuse()
      await sleep(100 + random() * 600)
      await proxy.restore()
    } while (!isOver)
  }
  const flow = async (): Promise<void> => {
    for (let count = 0; count < EVENTS; count++) {
      await fire(server.url, `Flows${count}`)
      await sleep(20)
    }
    isOver = true
  }
  await Promise.all([flow(), ...clients.map(loseNetwork)])

  const all = await logged(server.url)
  expect(all.length).toBeGreaterThanOrEqual(EVENTS)
  for (const { desk, proxy } of clients) {
    await desk.until(`event ${all.at(-1)}`, () => desk.sequences().at(-1) === all.at(-1))
    expect(desk.sequences()).toEqual(all)
    expect(desk.causes).toEqual(['start'])
    expect(proxy.requests('sse') + proxy.requests('websocket')).toBeGreaterThan(1)
  }
})
