import { expect, test } from 'vitest'
import { BROKE, Crank, opened } from './crank.ts'
import { at, event, sequences } from './samples.ts'

test('a heartbeat beyond the head is not believed', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(1e15, 3), event(4))
  expect(sequences(crank.delivered())).toEqual([4])
})

test('a heartbeat that passed over events is found out by them, and they are asked for', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(1_000))
  expect(opened(crank.receive(event(4)))).toEqual(['sse'])
  expect(crank.actions.at(-1)).toMatchObject({ cursor: at(3) })
  crank.receive(crank.hello(3, 4), event(4))
  expect(sequences(crank.delivered())).toEqual([4])
})

test('a heartbeat that passed over an event is found out by the one after it', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(4), event(5, 4))
  expect(crank.actions.at(-1)).toMatchObject({ type: 'open', cursor: at(3) })
  crank.receive(crank.hello(3, 5), event(4), event(5))
  expect(sequences(crank.delivered())).toEqual([4, 5])
})

test('a hello that starts beyond what was asked for is a gap unless a reset follows', () => {
  const crank = new Crank().live(3)
  crank.lose(BROKE)
  crank.pass(1_000)
  crank.receive(crank.hello(40))
  crank.receive(event(41, 40))
  expect(sequences(crank.delivered())).toEqual([])
  expect(crank.freshness.counts.gaps).toBe(1)
  crank.pass(4_000)
  crank.receive(crank.hello(40))
  crank.receive(crank.heartbeat(41))
  expect(crank.freshness.counts.gaps).toBe(2)
  expect(crank.state.position?.last).toEqual(at(3))
})

test('a log that ends before an event that it sent is taken anew', () => {
  const crank = new Crank().live(3)
  crank.receive(event(1e12, 3))
  expect(opened(crank.receive(crank.heartbeat(4)))).toEqual(['board'])
})

test('a server that resets for ever is asked less and less often', () => {
  const crank = new Crank({ random: () => 0.9 })
  crank.start()
  const times: number[] = []
  for (let round = 0; round < 8; round += 1) {
    while (crank.state.board === null) crank.pass(10)
    times.push(crank.now)
    crank.board(3)
    crank.receive(crank.hello(3), { type: 'reset', reason: 'trimmed' })
  }
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(waits.at(0)).toBe(0)
  expect(waits.at(-1)).toBeGreaterThan(20_000)
})
