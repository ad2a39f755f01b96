import { expect, test } from 'vitest'
import type { Freshness } from '../../../client/src/index.ts'
import { BROKE, Crank, opened, REFUSED, status } from './crank.ts'
import { at, event } from './samples.ts'

/** The freshness badge, from nothing but a Freshness: what the board must be able to say. */
function badge(freshness: Freshness): string {
  const age = Math.floor((freshness.at - (freshness.proof?.at ?? freshness.since)) / 1_000)
  switch (freshness.state) {
    case 'live': {
      const { transport, drops, skew_ms, reloaded } = freshness
      if (reloaded) return `Reloaded · history before ${clock(reloaded.before)} is not comparable`
      if (drops.unstable) return `Live · unstable, ${drops.count} drops in 10 min`
      const minutes = Math.round(Math.abs(skew_ms ?? 0) / 60_000)
      if (Math.abs(skew_ms ?? 0) > 30_000) {
        return `Live · your clock is ${minutes} min ${(skew_ms ?? 0) < 0 ? 'behind' : 'ahead'}`
      }
      if (transport === 'polling') return 'Live · polling, up to 5 s late'
      return transport === 'sse' ? `Live · ${age} s` : `Live · WebSocket · ${age} s`
    }
    case 'catching_up':
      return `Catching up · ${freshness.done} of ${freshness.total}`
    case 'checking':
      return 'Checking…'
    case 'restarting':
      return `Server restarting · back in about ${Math.round((freshness.until - freshness.at) / 1_000)} s`
    case 'signed_out':
      return 'Signed out · sign in to receive'
    case 'offline':
      return `Not receiving · ${freshness.broken === 'timeout' ? `${age} s` : freshness.broken}`
    case 'connecting':
    case 'stopped':
      return freshness.state
  }
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16)
}

test('every row of the badge can be said', () => {
  const crank = new Crank()
  const said: string[] = []
  const say = () => said.push(badge(crank.freshness))
  say()
  crank.start()
  say()
  crank.board(3)
  crank.receive(crank.hello(3, 1_905))
  say()
  crank.receive(...Array.from({ length: 214 }, (_, index) => event(index + 4)))
  say()
  crank.receive(...Array.from({ length: 1_688 }, (_, index) => event(index + 218)))
  crank.sleep(2_000)
  say()
  crank.pass(16_000)
  say()
  crank.pass(7_000)
  say()
  crank.pass(2_000)
  expect(crank.state.main).not.toBeNull()
  for (const hop of ['dns', 'tls', 'portal', 'refused', 'server_error'] as const) {
    while (crank.state.main === null) crank.pass(10)
    crank.lose(BROKE)
    crank.lose({ how: 'broken', hop, detail: '' }, crank.state.probe?.id)
    say()
  }
  crank.take({ type: 'network', online: false })
  crank.lose(BROKE)
  crank.lose({ how: 'broken', hop: 'dns', detail: '' }, crank.state.probe?.id)
  say()
  crank.take({ type: 'network', online: true })
  crank.receive(crank.hello(1_905), { type: 'drain', retry_ms: 10_000 })
  say()
  crank.lose(BROKE)
  crank.pass(10_000)
  crank.receive(crank.hello(1_905), { type: 'reset', reason: 'future' })
  while (crank.state.board === null) crank.pass(10)
  crank.board(1_905)
  crank.receive(crank.hello(1_905))
  say()
  for (let beat = 0; beat < 4; beat += 1) {
    crank.pass(15_000)
    crank.receive(crank.heartbeat(1_905))
  }
  crank.skew = -240_000
  crank.receive(crank.heartbeat(1_905))
  say()
  crank.lose(BROKE)
  crank.pass(1_000)
  crank.lose(status(401))
  say()
  expect(said).toEqual([
    'connecting',
    'connecting',
    'Catching up · 0 of 1902',
    'Catching up · 214 of 1902',
    'Live · 2 s',
    'Checking…',
    'Not receiving · 25 s',
    'Not receiving · dns',
    'Not receiving · tls',
    'Not receiving · portal',
    'Not receiving · refused',
    'Not receiving · server_error',
    'Not receiving · no_network',
    'Server restarting · back in about 10 s',
    'Reloaded · history before 03:00 is not comparable',
    'Live · your clock is 4 min behind',
    'Signed out · sign in to receive',
  ])
})

test('the lower transports are named', () => {
  for (const [rung, words] of [
    ['websocket', 'Live · WebSocket · 0 s'],
    ['polling', 'Live · polling, up to 5 s late'],
  ] as const) {
    const crank = new Crank({ rungs: [rung] }).live(3)
    expect(badge(crank.freshness)).toBe(words)
  }
})

test('S27: from the third drop in 10 min the connection is unstable, until 5 steady minutes; all told is forgotten in time', () => {
  const crank = new Crank().live(3)
  const drop = (length: number) => {
    crank.lose(BROKE)
    crank.pass(length)
    while (crank.state.main === null) crank.pass(10)
    crank.receive(crank.hello(3))
  }
  drop(1_000)
  drop(1_000)
  expect(badge(crank.freshness)).toBe('Live · 0 s')
  drop(3_000)
  expect(badge(crank.freshness)).toBe('Live · unstable, 3 drops in 10 min')
  expect(crank.freshness.drops.longest_ms).toBe(3_000)
  const steady = (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 10_000) {
      crank.receive(crank.heartbeat(3))
      crank.pass(Math.min(10_000, left))
    }
  }
  steady(299_000)
  expect(crank.freshness.drops.unstable).toBe(true)
  steady(1_000)
  expect(crank.freshness.drops).toMatchObject({ count: 3, unstable: false })
  steady(300_000)
  expect(crank.freshness.drops.count).toBe(0)
})

test('a loss whose cause is not known is being checked; a failed attempt, or 25 s, makes it an outage', () => {
  const failed = new Crank().live(3)
  failed.lose(BROKE)
  expect(failed.freshness.state).toBe('checking')
  failed.pass(1_000)
  failed.lose(BROKE)
  expect(failed.freshness.state).toBe('checking')
  failed.lose(REFUSED, failed.state.probe?.id)
  expect(failed.freshness).toMatchObject({ state: 'offline', broken: 'refused', detail: 'ECONNREFUSED' })
})

test('a server that answers but opens no stream is an outage after 25 s, whatever its answers', () => {
  const crank = new Crank().live(3)
  crank.lose(BROKE)
  while (crank.now < 25_000) {
    if (crank.state.probe !== null) crank.alive()
    if (crank.state.main !== null) crank.lose(BROKE)
    crank.pass(100)
  }
  expect(crank.freshness.state).toBe('offline')
})

test('a filtered stream is caught up when it is quiet: what is left did not pass its filter', () => {
  const crank = new Crank({ filtered: true, cursor: at(3) })
  crank.start()
  crank.receive(crank.hello(3, 50), event(10, 3))
  expect(crank.freshness).toMatchObject({ state: 'catching_up', done: 7, total: 47 })
  crank.pass(1_000)
  expect(crank.freshness.state).toBe('live')
})

test('`since` is when the state began, and the proof of life carries the time of the server', () => {
  const crank = new Crank().live(3)
  crank.pass(15_000)
  crank.receive(crank.heartbeat(3))
  crank.pass(4_000)
  expect(crank.freshness).toMatchObject({
    since: 0,
    proof: { at: 15_000, server_time: crank.serverTime - 4_000 },
  })
  crank.pass(14_000)
  expect(crank.freshness).toMatchObject({ state: 'checking', since: 33_000 })
})

test('S13: a server that cannot store says so', () => {
  const crank = new Crank().live(3)
  crank.receive({ ...crank.heartbeat(3), not_storing: 'the disk is full' } as never)
  expect(crank.freshness).toMatchObject({ state: 'live', not_storing: 'the disk is full' })
  crank.receive(crank.heartbeat(3))
  expect(crank.freshness.not_storing).toBeNull()
})

test('a server that is cut off from its store is not received from, however alive it is: what it shows is as of then', () => {
  const crank = new Crank().live(3)
  const as_of = crank.serverTime
  crank.pass(15_000)
  crank.receive({ ...crank.heartbeat(3), not_storing: 'no answer', as_of } as never)
  expect(crank.freshness).toMatchObject({
    state: 'offline',
    broken: 'cut_off',
    detail: 'no answer',
    proof: { at: 0, server_time: as_of },
  })
  crank.receive(crank.heartbeat(3))
  expect(crank.freshness).toMatchObject({ state: 'live', proof: { at: 15_000 } })
})

test('a board on a slow line may take its time as long as it keeps coming', () => {
  const crank = new Crank()
  crank.start()
  for (let piece = 0; piece < 10; piece += 1) {
    crank.pass(9_000)
    crank.take({ type: 'received', link: crank.state.board?.id ?? -1, frames: [] })
  }
  expect(opened(crank.board(3))).toEqual(['sse'])
})
