import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { openSocket, sse } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('of connections that came and went nothing is left: no row, no timer, nobody who was let in', async () => {
  const clock = new HandClock()
  const core = new MemoryCore()
  // A connection, and all that belongs to it, holds who was let in by it.
  const principals: WeakRef<object>[] = []
  const access: Access = async () => {
    const principal = {
      id: 'a',
      subject: 'ana',
      name: 'Ana',
      role: 'viewer',
      scope: undefined,
      anonymous: false,
    } as const
    principals.push(new WeakRef(principal))
    return { ok: true, principal }
  }
  const server = await startStreams({ core, clock, timers: clock, access })
  const timers = clock.waiting
  for (let round = 0; round < 3; round++) {
    const clients = Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0 ? sse.open(server.url) : openSocket(server.url, {}).client,
    )
    await Promise.all(clients.map((client) => client.untilControl('hello')))
    core.memory.publish(3)
    expect(server.streaming.connections()).toHaveLength(20)
    for (const client of clients) client.stop()
    while (server.streaming.connections().length > 0) await new Promise(setImmediate)
  }
  expect(clock.waiting).toBe(timers)
  const left = (): number => {
    collect()
    return principals.filter((principal) => principal.deref() !== undefined).length
  }
  expect(principals).toHaveLength(60)
  await expect.poll(left).toBe(0)
})
