import { expect, test } from 'vitest'
import { BROKE, Crank, opened, REFUSED, status } from './crank.ts'
import { at, EPOCH_WALL, event, sequences } from './samples.ts'

const TIMEOUT = { how: 'broken', hop: 'timeout', detail: 'no answer in time' } as const
const WAIT = { type: 'wait', why: 'the server is full' } as const

test('S27: heartbeats every 16.5 s keep it live and quiet', () => {
  const crank = new Crank().live()
  for (let beat = 0; beat < 10; beat += 1) {
    expect(opened(crank.pass(16_500))).toEqual([])
    expect(crank.freshness.state).toBe('live')
    crank.receive(crank.heartbeat(0))
  }
})

test('S27: 18 s without a byte asks the server; no answer by 25 s is not receiving, and reconnects', () => {
  const crank = new Crank().live()
  expect(opened(crank.pass(17_999))).toEqual([])
  expect(opened(crank.pass(1))).toEqual(['probe'])
  expect(crank.freshness.state).toBe('checking')
  crank.pass(6_999)
  expect(crank.freshness.state).toBe('checking')
  crank.pass(1)
  expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'timeout' })
  expect(opened(crank.pass(1_000))).toEqual(['sse'])
})

test('a stream that a starting or full server holds, with a word every 15 s, is waited for: not receiving by 25 s, and live at hello', () => {
  const crank = new Crank()
  crank.start()
  crank.board(3)
  const first = crank.main
  crank.receive({ type: 'retry', retry_ms: 3_000 }, WAIT)
  for (let word = 0; word < 6; word++) {
    expect(opened(crank.pass(15_000))).toEqual([])
    crank.receive(WAIT)
  }
  expect(crank.main).toBe(first)
  expect(crank.freshness).toMatchObject({
    state: 'offline',
    broken: 'server_error',
    detail: 'the server is full',
  })
  crank.receive(crank.hello(3))
  expect(crank.freshness.state).toBe('live')
  expect(crank.state.ladder.rung).toBe(0)
})

test('it is not waited for without a word, nor with nothing but words for ever', () => {
  const deaf = new Crank()
  deaf.start()
  deaf.board(3)
  deaf.receive({ type: 'retry', retry_ms: 3_000 })
  expect(opened(deaf.pass(5_000))).toEqual(['probe'])
  const stopped = new Crank()
  stopped.start()
  stopped.board(3)
  stopped.receive(WAIT)
  expect(opened(stopped.pass(17_999))).toEqual([])
  expect(opened(stopped.pass(1))).toEqual(['probe'])
  const endless = new Crank()
  endless.start()
  endless.board(3)
  for (let word = 0; word < 8; word++) {
    endless.receive(WAIT)
    expect(opened(endless.pass(14_999))).toEqual([])
  }
  expect(opened(endless.pass(10))).toEqual(['probe'])
})

test('S27: the probe has 5 s', () => {
  const crank = new Crank().live()
  crank.pass(18_000)
  const probe = crank.state.probe?.id
  expect(crank.pass(4_999)).toEqual([])
  expect(crank.pass(1)).toEqual([{ type: 'close', link: probe }])
})

test('any byte ends the doubt, a frame or not', () => {
  const crank = new Crank().live()
  crank.pass(20_000)
  expect(crank.receive().map((action) => action.type)).toEqual(['close'])
  expect(crank.freshness.state).toBe('live')
  expect(opened(crank.pass(17_999))).toEqual([])
})

test('a probe that finds nobody tells at once which hop is broken', () => {
  const crank = new Crank().live()
  crank.pass(18_000)
  crank.lose(REFUSED, crank.state.probe?.id)
  expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'refused' })
})

test('a server that answers beside a silent stream: the stream is opened again at once, from where it was', () => {
  const crank = new Crank().live(7)
  crank.receive(event(8))
  crank.pass(18_000)
  expect(opened(crank.alive())).toEqual(['sse'])
  expect(crank.actions.at(-1)).toMatchObject({ cursor: at(8) })
  expect(crank.freshness).toMatchObject({ state: 'checking', drops: { count: 1 } })
})

test('a late timer does not kill a stream before the server was asked', () => {
  const crank = new Crank().live()
  crank.sleep(40_000)
  crank.take({ type: 'tick' })
  expect(crank.freshness.state).toBe('checking')
  crank.receive(crank.heartbeat(0))
  expect(crank.freshness.state).toBe('live')
})

test('waking after a sleep opens the stream anew, without calling it a drop', () => {
  const crank = new Crank().live(4)
  crank.sleep(3_600_000)
  expect(opened(crank.take({ type: 'wake' }))).toEqual(['sse'])
  crank.receive(crank.hello(4, 6), event(5), event(6))
  expect(sequences(crank.delivered())).toEqual([5, 6])
  expect(crank.freshness).toMatchObject({ state: 'live', drops: { count: 0 } })
})

test('a sleep that the monotonic clock did not count is seen by the wall clock', () => {
  const crank = new Crank().live()
  crank.skew = 3_600_000
  expect(opened(crank.take({ type: 'wake' }))).toEqual(['sse'])
})

test('waking with a fresh stream asks the server, and believes its answer', () => {
  const crank = new Crank().live(4)
  crank.pass(3_000)
  expect(opened(crank.take({ type: 'wake' }))).toEqual(['probe'])
  expect(crank.freshness.state).toBe('live')
  expect(crank.alive(false)).toEqual([])
  crank.take({ type: 'wake' })
  expect(opened(crank.alive(true))).toEqual(['sse'])
})

test('waking when nobody answers: not receiving', () => {
  const crank = new Crank().live(4)
  crank.pass(3_000)
  crank.take({ type: 'wake' })
  crank.pass(5_000)
  expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'timeout' })
})

test('waking while waiting for the next attempt: it begins now', () => {
  const crank = new Crank({ random: () => 0.9 }).live()
  crank.lose(BROKE)
  expect(opened(crank.take({ type: 'wake' }))).toEqual(['sse'])
})

test('the network is gone: asked at once, and named when the server does not answer', () => {
  const crank = new Crank().live()
  expect(opened(crank.take({ type: 'network', online: false }))).toEqual(['probe'])
  expect(crank.freshness.state).toBe('live')
  crank.lose(TIMEOUT, crank.state.probe?.id)
  expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'no_network' })
  expect(opened(crank.take({ type: 'network', online: true }))).toEqual(['sse'])
})

test('a server on this machine needs no network', () => {
  const crank = new Crank().live()
  crank.take({ type: 'network', online: false })
  crank.alive()
  expect(crank.freshness.state).toBe('live')
})

test.each([401, 403] as const)('%i asks for a token and never loops', (code) => {
  const crank = new Crank()
  crank.start()
  crank.lose(status(code), crank.state.board?.id)
  expect(crank.freshness).toMatchObject({ state: 'signed_out', status: code })
  crank.take({ type: 'wake' })
  crank.take({ type: 'network', online: true })
  expect(opened(crank.pass(24 * 3_600_000))).toEqual([])
  expect(opened(crank.take({ type: 'token' }))).toEqual(['board'])
})

test('401 on a stream, on a probe, or as a WebSocket close code: everything is closed, and a token resumes by cursor', () => {
  const stream = new Crank().live(9)
  stream.lose(BROKE)
  stream.pass(1_000)
  stream.lose(status(401))
  const probe = new Crank().live(9)
  probe.pass(18_000)
  probe.lose(status(401), probe.state.probe?.id)
  const socket = new Crank().live(9)
  socket.lose({ how: 'closed', code: 4401, detail: '' })
  for (const crank of [stream, probe, socket]) {
    expect(crank.freshness.state).toBe('signed_out')
    expect(crank.state).toMatchObject({
      main: null,
      probe: null,
      candidate: null,
      board: null,
      retry_at: null,
    })
    crank.take({ type: 'token' })
    expect(crank.actions.at(-1)).toMatchObject({ type: 'open', cursor: at(9) })
  }
})

test('stop closes whatever is open and leaves no deadline', () => {
  const crank = new Crank({ cursor: at(1) })
  crank.start()
  crank.lose(status(429, 0))
  crank.receive(crank.hello(1))
  while (crank.state.candidate === null) {
    crank.receive()
    crank.pass(15_000)
  }
  const open = [crank.main, crank.state.candidate.id]
  expect(crank.take({ type: 'stop' })).toEqual(open.map((link) => ({ type: 'close', link })))
  expect(opened(crank.pass(24 * 3_600_000))).toEqual([])
  expect(crank.freshness.state).toBe('stopped')
})

test('S11: the server clock: delay only ever looks like a fast clock here, so the nearest of the last samples counts', () => {
  const crank = new Crank().live()
  crank.skew = 0
  crank.receive({ ...crank.heartbeat(0), server_time: EPOCH_WALL + crank.now - 8_000 } as never)
  expect(crank.freshness.skew_ms).toBe(0)
  crank.skew = -240_000
  crank.receive(crank.heartbeat(0))
  expect(crank.freshness.skew_ms).toBe(-240_000)
})
