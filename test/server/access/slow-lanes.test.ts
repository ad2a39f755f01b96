import { expect, test } from 'vitest'
import { FailedAttempts } from '../../../server/src/access/failed-attempts.ts'
import { createPatience } from '../../../server/src/access/patience.ts'
import { SlowLanes } from '../../../server/src/access/slow-lanes.ts'

/** Timers that run out one after the other, by hand. */
function byHand() {
  const waiting: (() => void)[] = []
  return {
    after: (_ms: number, run: () => void) => {
      waiting.push(run)
      return () => void waiting.splice(waiting.indexOf(run), 1)
    },
    ring: async () => {
      waiting.shift()?.()
      await Promise.resolve()
    },
    get count() {
      return waiting.length
    },
  }
}

const here = (): boolean => false

test('lanes are served in turn, in each whoever came first', async () => {
  const timers = byHand()
  const lanes = new SlowLanes({ perSecond: 10, connections: 100, after: timers.after })
  const served: string[] = []
  const queue = (network: string, name: string): void =>
    void lanes.wait(network, { name }, here).then((isTurn) => served.push(isTurn ? name : `not ${name}`))
  for (const name of ['a1', 'a2', 'a3', 'a4']) queue('a', name)
  queue('b', 'b1')
  for (let i = 0; i < 5; i++) await timers.ring()
  expect(served).toEqual(['a1', 'b1', 'a2', 'a3', 'a4'])
  expect([lanes.size, timers.count]).toEqual([0, 0])
})

test('a connection waits once, and one that has left takes nobody’s turn', async () => {
  const timers = byHand()
  const lanes = new SlowLanes({ perSecond: 10, connections: 100, after: timers.after })
  const one = {}
  const first = lanes.wait('a', one, () => true)
  expect(await lanes.wait('a', one, here)).toBe(false)
  const second = lanes.wait('a', {}, here)
  await timers.ring()
  expect([await first, await second]).toEqual([false, true])
})

test('those who left are forgotten before they are many', async () => {
  const timers = byHand()
  const lanes = new SlowLanes({ perSecond: 10, connections: 10, after: timers.after })
  for (let i = 0; i < 1_000; i++) void lanes.wait(`net ${i % 7}`, {}, () => true)
  expect(lanes.size).toBeLessThanOrEqual(20)
  const waiting = lanes.wait('z', {}, here)
  lanes.close()
  expect(await waiting).toBe(false)
  expect(await lanes.wait('z', {}, here)).toBe(false)
})

test('attempts come back, a minute’s worth in a minute, and only so many are remembered', () => {
  let now = 0
  const attempts = new FailedAttempts({ allowed: 6, remembered: 3, monotonic: () => now })
  for (let i = 0; i < 5; i++) attempts.failed('a')
  expect(attempts.secondsOver('a')).toBe(0)
  attempts.failed('a')
  expect(attempts.secondsOver('a')).toBe(10)
  now += 10_000
  expect(attempts.secondsOver('a')).toBe(0)
  // However long somebody tried, they are free two minutes later.
  for (let i = 0; i < 1_000; i++) attempts.failed('a')
  expect(attempts.secondsOver('a')).toBe(70)
  for (const other of ['b', 'c', 'd']) attempts.failed(other)
  expect(attempts.secondsOver('a')).toBe(0)
})

test('who failed waits, from anywhere in their network; and whoever was named in vain, from anywhere', async () => {
  const timers = byHand()
  const patience = createPatience({ connections: 100, monotonic: () => 0, after: timers.after })
  const door = (address: string) => ({
    address,
    connection: {},
    request: 'one',
    isGone: here,
    authorization: undefined,
    cookie: undefined,
    isControl: false,
  })
  const waits = async (address: string, subject: string): Promise<boolean> => {
    const before = timers.count
    const turn = patience.turn(door(address), subject)
    const isWaiting = timers.count > before
    while (timers.count > 0) await timers.ring()
    // Sooner or later it is everybody's turn.
    expect(await turn).toBe(true)
    return isWaiting
  }
  expect(await waits('2001:db8::1', 'ana')).toBe(false)
  for (let i = 0; i < 20; i++) patience.failed(door(`2001:db8::${i}`), 'ana')
  expect(await waits('2001:db8::99', 'bo')).toBe(true)
  expect(await waits('2001:db8:0:1::1', 'bo')).toBe(false)
  expect(await waits('10.0.0.1', 'ana')).toBe(true)
  expect(await waits('10.0.0.1', 'bo')).toBe(false)
})
