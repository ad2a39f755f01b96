import { expect, onTestFinished, test } from 'vitest'
import { openDesk } from '../client/desk.ts'
import { fire, logged, startRealServer } from '../client/feed.ts'
import { startFaultProxy } from '../support/network/start-fault-proxy.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const QUICK = {
  backoff_base: 50,
  backoff_cap: 500,
  backoff_floor: 5,
  hello_limit: 1_000,
  probe_after: 600,
  probe_limit: 300,
  dead_after: 1_200,
}

/** Clients come back at once. */
const ENV = { WATCHFLOOR_STREAM_RETRY_MS: '20' }

test('S27: a black hole: asked, then not receiving, and everything that was missed once it ends', async () => {
  const server = await startRealServer()
  const proxy = await startFaultProxy({ target: server.url })
  const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 30_000 })
  desk.client.start()
  await desk.untilState('live')
  proxy.stall()
  await fire(server.url, 'A', 'B', 'C')
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken: 'timeout', drops: { count: 1 } })
  const states = desk.told.map((freshness) => freshness.state)
  expect(states.lastIndexOf('live')).toBeLessThan(states.indexOf('checking'))
  expect(states.indexOf('checking')).toBeLessThan(states.indexOf('offline'))
  await proxy.restore()
  await desk.untilState('live')
  // The server may have more to say meanwhile.
  await until('all that is logged', async () => desk.sequences().join() === (await logged(server.url)).join())
})

test('a refusing machine is named, and forgotten when it is back', async () => {
  const server = await startRealServer()
  const proxy = await startFaultProxy({ target: server.url })
  const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 30_000 })
  desk.client.start()
  await desk.untilState('live')
  await proxy.refuse()
  await fire(server.url, 'A')
  const broken = () => {
    const freshness = desk.client.freshness()
    return freshness.state === 'offline' && freshness.broken
  }
  await desk.until('it to be named', () => broken() === 'refused')
  await proxy.restore()
  await desk.untilState('live', 'sse')
  await until('all that is logged', async () => desk.sequences().join() === (await logged(server.url)).join())
  expect(desk.causes).toEqual(['start'])
})

test('waking with a dead connection finds out at once', async () => {
  const server = await startRealServer()
  const proxy = await startFaultProxy({ target: server.url })
  const desk = openDesk({
    url: proxy.url,
    tuning: { ...QUICK, probe_after: 60_000, dead_after: 90_000 },
    patience: 30_000,
  })
  desk.client.start()
  await desk.untilState('live')
  proxy.stall()
  desk.client.wake()
  await desk.untilState('offline')
  await proxy.restore()
  await desk.untilState('live')
})

test('S16: kill -9 and a new start: same cursors, nothing lost, no reset', async () => {
  const folder = await tempDir()
  const start = async () => {
    const server = await startServerProcess(folder, { env: ENV })
    onTestFinished(() => server.program.stop('SIGKILL'))
    return server
  }
  let server = await start()
  const proxy = await startFaultProxy({ target: () => server.url })
  const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 60_000 })
  desk.client.start()
  await desk.untilState('live')
  await fire(server.url, 'A')
  await server.kill()
  server = await start()
  await fire(server.url, 'B', 'C')
  await desk.until('what came after', () => desk.sequences().length >= 3)
  await desk.untilState('live')
  expect(desk.causes).toEqual(['start'])
  const sequences = desk.sequences()
  expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index))
  expect(desk.client.freshness().counts).toMatchObject({ resets: 0 })
})

test('an announced restart is no drop', async () => {
  const folder = await tempDir()
  let server = await startServerProcess(folder, { env: ENV })
  onTestFinished(() => server.program.stop('SIGKILL'))
  const proxy = await startFaultProxy({ target: () => server.url })
  const desk = openDesk({ url: proxy.url, tuning: QUICK, patience: 60_000 })
  desk.client.start()
  await desk.untilState('live')
  await server.program.stop('SIGTERM')
  await desk.untilState('restarting')
  server = await startServerProcess(folder, { env: ENV })
  await fire(server.url, 'A')
  await desk.untilState('live')
  await desk.until('the event', () => desk.sequences().length > 0)
  expect(desk.client.freshness().drops.count).toBe(0)
  expect(desk.causes).toEqual(['start'])
})

test('S16: a cursor of another log: the board anew, and everybody is told that history is not comparable', async () => {
  const server = await startRealServer()
  await fire(server.url, 'A')
  const desk = openDesk({ url: server.url, cursor: 'foreign.7' })
  desk.client.start()
  await desk.untilState('live')
  expect(desk.causes).toEqual(['unknown'])
  expect(desk.boards[0]?.alerts).toHaveLength(1)
  expect(desk.client.freshness()).toMatchObject({
    reloaded: { before: expect.any(Number) },
    counts: { resets: 1 },
  })
  await fire(server.url, 'B')
  await desk.until('the next event', () => desk.sequences().length === 1)
})

test('S20: a filtered client gets what passes, keeps up with what does not, and resumes without a false gap', async () => {
  const server = await startRealServer()
  const proxy = await startFaultProxy({ target: server.url })
  const desk = openDesk({
    url: proxy.url,
    tuning: QUICK,
    filter: { types: ['alert_created'], filter: ['alertname=~"Keep.*"'] },
  })
  desk.client.start()
  await desk.untilState('live')
  for (let round = 0; round < 3; round += 1) {
    await fire(server.url, `Other${round}a`, `Other${round}b`)
    const head = (await logged(server.url)).at(-1)
    // A heartbeat that moves the cursor is reported to nobody.
    await until('a heartbeat', () => desk.client.cursor()?.endsWith(`.${head}`) || undefined)
    proxy.cut('reset')
    await fire(server.url, `Other${round}c`, `Keep${round}`, `Other${round}d`)
    await desk.until('the one', () => desk.sequences().length === round + 1)
  }
  await desk.untilState('live')
  expect(desk.client.freshness().counts).toMatchObject({ gaps: 0, malformed: 0, resets: 0 })
})
