import { expect, test } from 'vitest'
import { BROKE, Crank, ENDED, opened, REFUSED, status } from './crank.ts'
import { at, event, sequences } from './samples.ts'

/** Live on polling, because both better transports fail while the server answers. */
function onPolling(): Crank {
  const crank = new Crank({ cursor: at(3) })
  crank.start()
  for (const transport of ['sse', 'sse', 'websocket', 'websocket']) {
    while (crank.state.main === null) crank.pass(10)
    expect(crank.state.main.transport).toBe(transport)
    crank.lose(BROKE)
    crank.alive()
  }
  crank.receive(crank.hello(3), crank.heartbeat(3))
  return crank
}

/** Lets time pass while the main stream keeps delivering; what it opens meanwhile. */
function passLive(crank: Crank, milliseconds: number): string[] {
  const during: string[] = []
  for (let left = milliseconds; left > 0; left -= 10_000) {
    crank.receive()
    during.push(...opened(crank.pass(Math.min(left, 10_000))))
  }
  return during
}

test('SSE, then WebSocket, then polling: each only after two attempts that fail though the server answers', () => {
  expect(onPolling().freshness).toMatchObject({ state: 'live', transport: 'polling' })
})

test('a server that is away says nothing about transports', () => {
  const crank = new Crank({ cursor: at(3) })
  crank.start()
  for (let attempt = 0; attempt < 6; attempt += 1) {
    while (crank.state.main === null) crank.pass(10)
    expect(crank.state.main.transport).toBe('sse')
    crank.lose(REFUSED)
    crank.lose(REFUSED, crank.state.probe?.id)
    expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'refused' })
  }
})

test('a stream that is accepted and stays mute counts as failed', () => {
  const crank = new Crank({ cursor: at(3) })
  crank.start()
  const actions = crank.pass(5_000)
  expect(actions.map((action) => action.type)).toEqual(['close', 'probe'])
  crank.alive()
  while (crank.state.main === null) crank.pass(10)
  crank.pass(5_000)
  expect(opened(crank.alive())).toEqual(['websocket'])
})

test('a stream that says hello and then stays mute counts as failed, and is tried again less often', () => {
  const crank = new Crank({ cursor: at(3) })
  crank.start()
  for (const _attempt of [1, 2]) {
    while (crank.state.main === null) crank.pass(10)
    crank.receive(crank.hello(3))
    crank.pass(18_000)
    crank.alive()
  }
  while (crank.state.main === null) crank.pass(10)
  expect(crank.state.main.transport).toBe('websocket')
  crank.receive(crank.hello(3))
  expect(passLive(crank, 60_000)).toEqual(['sse'])
})

test('where there is no WebSocket, polling comes after SSE', () => {
  const crank = new Crank({ cursor: at(3), rungs: ['sse', 'polling'] })
  crank.start()
  crank.lose(BROKE)
  crank.alive()
  crank.pass(1_000)
  crank.lose(BROKE)
  expect(opened(crank.alive())).toEqual(['polling'])
})

test('from polling, the better ones are tried every 60 s, the best first, while polling goes on', () => {
  const crank = onPolling()
  const wait = (crank.state.ladder.climb_at ?? 0) - crank.now
  expect(passLive(crank, wait - 1)).toEqual([])
  crank.receive()
  expect(opened(crank.pass(1))).toEqual(['sse'])
  expect(opened(crank.lose(BROKE, crank.state.candidate?.id))).toEqual(['websocket'])
  expect(opened(crank.lose(BROKE, crank.state.candidate?.id))).toEqual([])
  expect(crank.freshness).toMatchObject({ state: 'live', transport: 'polling', drops: { count: 0 } })
  expect(crank.state.ladder.climb_at).toBeGreaterThanOrEqual(crank.now + 60_000)
})

test('a better transport takes over only at its hello; nothing is lost or repeated', () => {
  const crank = onPolling()
  while (crank.state.candidate === null) passLive(crank, 10_000)
  const polls = crank.main
  const better = crank.state.candidate.id
  crank.take({ type: 'received', link: better, frames: [] })
  expect(crank.main).toBe(polls)
  crank.receive(event(4), event(5))
  const frames = [crank.hello(3, 6), event(4), event(5), event(6)]
  const actions = crank.take({ type: 'received', link: better, frames })
  expect(crank.main).toBe(better)
  expect(actions).toContainEqual({ type: 'close', link: polls })
  expect(sequences(crank.delivered())).toEqual([4, 5, 6])
  expect(crank.freshness).toMatchObject({ state: 'live', transport: 'sse', drops: { count: 0 } })
  crank.take({ type: 'received', link: polls, frames: [event(7)] })
  expect(sequences(crank.delivered())).toEqual([4, 5, 6])
})

test('a trial that is refused with 429 waits for as long as the server asks', () => {
  const crank = onPolling()
  while (crank.state.candidate === null) passLive(crank, 10_000)
  expect(opened(crank.lose(status(429, 300_000), crank.state.candidate.id))).toEqual([])
  expect(crank.state.ladder.climb_at).toBe(crank.now + 300_000)
})

test('losing the lower transport ends the trial with it', () => {
  const crank = onPolling()
  while (crank.state.candidate === null) passLive(crank, 10_000)
  const link = crank.state.candidate.id
  const polls = crank.main
  crank.lose(BROKE)
  expect(crank.actions).toContainEqual({ type: 'close', link })
  expect(polls).not.toBe(link)
  expect(crank.state.candidate).toBeNull()
})

test('another network: the better transports are tried at once', () => {
  const crank = onPolling()
  expect(opened(crank.take({ type: 'network', online: true }))).toEqual(['probe', 'sse'])
})

test('a drain is waited out: no drop, no back-off, and the server names the time', () => {
  const crank = new Crank().live(3)
  crank.pass(12_000)
  crank.receive({ type: 'drain', retry_ms: 7_000 }, event(4))
  expect(crank.freshness).toMatchObject({ state: 'restarting', until: crank.now + 7_000 })
  crank.sleep(1_000)
  crank.lose(ENDED)
  expect(opened(crank.pass(5_999))).toEqual([])
  expect(crank.freshness.state).toBe('restarting')
  expect(opened(crank.pass(1))).toEqual(['sse'])
  crank.receive(crank.hello(4))
  expect(crank.freshness).toMatchObject({ state: 'live', drops: { count: 0 } })
})

test('a server that others stand in for is left at once; where it is alone after all, it is asked with a back-off', () => {
  const crank = new Crank({ random: () => 0.5 }).live(3)
  crank.pass(12_000)
  crank.receive({ type: 'drain', retry_ms: 20 })
  crank.lose(ENDED)
  expect(opened(crank.pass(99))).toEqual([])
  expect(opened(crank.pass(1))).toEqual(['sse'])
  const waits: number[] = []
  for (let n = 0; n < 5; n++) {
    crank.lose(REFUSED)
    if (crank.state.probe !== null) crank.lose(REFUSED, crank.state.probe.id)
    waits.push((crank.state.retry_at ?? 0) - crank.now)
    crank.pass(waits[n] ?? 0)
  }
  expect(waits).toEqual([500, 1_000, 2_000, 2_000, 2_000])
  expect(crank.freshness.state).toBe('restarting')
})

test.each([4212, 1012])('a bare %i spreads the return over 1 to 10 s', (code) => {
  for (const random of [0, 0.999_999]) {
    const crank = new Crank({ rungs: ['websocket', 'polling'], random: () => random }).live(3)
    crank.lose({ how: 'closed', code, detail: '' })
    expect(crank.freshness.state).toBe('restarting')
    expect(opened(crank.pass(1_000 + random * 9_000 - 1))).toEqual([])
    expect(opened(crank.pass(1))).toEqual(['websocket'])
  }
})

test('a restart that takes longer than announced is an outage', () => {
  const crank = new Crank().live(3)
  crank.receive({ type: 'drain', retry_ms: 5_000 })
  crank.lose(ENDED)
  for (let waited = 0; waited < 40_000; waited += 1_000) {
    crank.pass(1_000)
    if (crank.state.main !== null) crank.lose(REFUSED)
    if (crank.state.probe !== null) crank.lose(REFUSED, crank.state.probe.id)
    expect(crank.freshness.state).toBe(waited + 1_000 < 30_000 ? 'restarting' : 'offline')
  }
})

test('a restart that was announced and did not happen is over in time', () => {
  const crank = new Crank().live(3)
  crank.receive({ type: 'drain', retry_ms: 5_000 })
  crank.pass(15_000)
  crank.receive(crank.heartbeat(3))
  crank.pass(15_000)
  expect(crank.freshness.state).toBe('live')
})
