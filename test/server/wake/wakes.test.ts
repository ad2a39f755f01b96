import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { writeMessage } from '../../../server/src/wake/message.ts'
import { keepWakes, type WokenBy } from '../../../server/src/wake/wakes.ts'
import { HandClock } from '../../support/core/hand-clock.ts'

/** A server on a way that is made up: what is sent comes back while it `echoes`, and is never taken while it `hangs`. */
function onMadeUpWay() {
  const clock = new HandClock()
  const looks: WokenBy[] = []
  const sent: string[] = []
  const way = {
    echoes: true,
    hangs: false,
    opened: 0,
    closed: 0,
    hear: (_: string) => {},
    lose: (_: unknown) => {},
  }
  const wakes = keepWakes({
    node: 'me',
    maker: {
      name: 'redis',
      component: 'Redis',
      called: 'Redis somewhere',
      proofEvery: 1_000,
      carries: true,
      open: async (heard, lost) => {
        way.opened++
        way.hear = heard
        way.lose = lost
        return {
          send: (message) => {
            sent.push(message)
            if (way.hangs) return new Promise(() => {})
            if (way.echoes) queueMicrotask(() => heard(message))
            return Promise.resolve()
          },
          close: () => {
            way.closed++
          },
        }
      },
    },
    clock,
    timers: clock,
    random: () => 1,
    logger: SILENT,
    onLook: (by) => looks.push(by),
  })
  const pass = (ms: number): Promise<void> => clock.pass(ms, () => turn(), 50)
  return { clock, wakes, looks, sent, way, pass }
}

test('where wakes come it looks once a second, where they do not four times, and tells which it is', async () => {
  const { wakes, looks, way, pass } = onMadeUpWay()
  await pass(1_000)
  expect(wakes.reading()).toEqual({ way: 'redis', isWorking: true })
  looks.length = 0
  await pass(10_000)
  expect(looks).toEqual(Array(10).fill('time'))
  way.echoes = false
  await pass(3_000)
  expect(wakes.reading().isWorking).toBe(false)
  expect(wakes.findings()[0]?.message).toMatch(/what is sent there does not come back/)
  looks.length = 0
  await pass(10_000)
  expect(looks).toEqual(Array(40).fill('time'))
  way.echoes = true
  await pass(2_000)
  expect(wakes.findings()).toEqual([{ component: 'Redis', kind: 'server', quiet: false, status: 'healthy' }])
  await wakes.close()
})

test('a server that stood still itself blames nobody: what came back meanwhile is heard after it', async () => {
  const { clock, wakes, way, sent, pass } = onMadeUpWay()
  await pass(1_000)
  for (const ms of [5_000, 60_000]) {
    way.echoes = false
    clock.sleep(ms)
    await pass(500)
    expect(wakes.reading().isWorking).toBe(true)
    way.echoes = true
    way.hear(sent.at(-1) ?? '')
    await pass(3_000)
    expect(wakes.findings()[0]?.status).toBe('healthy')
  }
  await wakes.close()
})

test('a way that is lost because this server stood still is opened anew, and blamed when that one does not work either', async () => {
  const { clock, wakes, way, pass } = onMadeUpWay()
  await pass(1_000)
  for (const looksFirst of [true, false]) {
    clock.sleep(3_000)
    if (looksFirst) await pass(50)
    way.lose(new Error('nothing was heard for 3 s'))
    expect(wakes.reading().isWorking).toBe(false)
    expect(wakes.findings()[0]?.status).toBe('healthy')
    await pass(1_500)
    expect(wakes.reading().isWorking).toBe(true)
  }
  way.echoes = false
  clock.sleep(3_000)
  way.lose(new Error('nothing was heard for 3 s'))
  await pass(6_000)
  expect(wakes.findings()[0]).toMatchObject({ status: 'degraded' })
  way.echoes = true
  await pass(3_000)
  way.lose(new Error('the line is cut'))
  expect(wakes.findings()[0]?.message).toContain('the line is cut')
  await wakes.close()
})

test('a wake of another is a look at once, those within two milliseconds are one, and its own is none', async () => {
  const { wakes, looks, way, pass } = onMadeUpWay()
  await pass(1_000)
  await pass(50)
  looks.length = 0
  wakes.publish(1)
  await turn()
  expect(looks).toEqual([])
  const wake = writeMessage({ node: 'other', kind: 'wake', text: '1' })
  for (let n = 0; n < 1_000; n++) way.hear(wake)
  expect(looks).toEqual(['redis'])
  await pass(50)
  expect(looks).toEqual(['redis', 'redis'])
  await wakes.close()
})

test('who takes nothing holds nobody up: one message is on its way, and of the others only the newest is kept', async () => {
  const { wakes, sent, way, pass } = onMadeUpWay()
  await pass(1_000)
  way.hangs = true
  const before = sent.length
  for (let n = 1; n <= 100_000; n++) wakes.publish(n)
  await turn()
  expect(sent.slice(before)).toEqual(['me wake 1'])
  way.hangs = false
  way.lose(new Error('gone'))
  await pass(2_000)
  expect(sent).toContain('me wake 100000')
  expect(sent.filter((message) => message.startsWith('me wake')).length).toBeLessThan(4)
  await wakes.close()
})

test('one that is open and proves nothing is given up for another, and none is left behind', async () => {
  const { clock, wakes, way, pass } = onMadeUpWay()
  way.echoes = false
  await pass(20_000)
  expect(way.opened).toBeGreaterThan(2)
  expect(way.closed).toBe(way.opened - 1)
  await wakes.close()
  expect(way.closed).toBe(way.opened)
  expect(clock.waiting).toBe(0)
})

test('who is there and is not heard is named, once it was so for long, and looked for more often', async () => {
  const { clock, wakes, looks, way, pass } = onMadeUpWay()
  const peers = [
    { id: 'b', name: 'node2' },
    { id: 'c', name: 'node3' },
  ]
  wakes.amid(() => peers)
  let isHeard = true
  const stop = clock.every(2_000, () => {
    way.hear(writeMessage({ node: 'b', kind: 'word', text: '[]' }))
    if (isHeard) way.hear(writeMessage({ node: 'c', kind: 'word', text: '[]' }))
  })
  await pass(20_000)
  expect(wakes.findings()[0]?.status).toBe('healthy')
  isHeard = false
  // As long as one that vanished is known.
  await pass(9_000)
  expect(wakes.reading().isWorking).toBe(true)
  await pass(10_000)
  expect(wakes.findings()[0]?.message).toMatch(/^Redis somewhere works, and node3 cannot be heard there/)
  expect(wakes.reading().isWorking).toBe(false)
  looks.length = 0
  await pass(1_000)
  expect(looks.length).toBe(4)
  isHeard = true
  await pass(3_000)
  expect(wakes.reading().isWorking).toBe(true)
  stop()
  await wakes.close()
})
