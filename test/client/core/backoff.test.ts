import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullJitter } from '../../../client/src/core/backoff.ts'
import { DEFAULT_TUNING } from '../../../client/src/core/tuning.ts'
import { parseRetryAfter } from '../../../client/src/transports/retry-after.ts'
import { BROKE, Crank, opened, REFUSED, status } from './crank.ts'
import { at } from './samples.ts'

test('full jitter stays between its floor and 1 s × 2^failures, at most 30 s', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const wait = fullJitter(failures, random, DEFAULT_TUNING)
        expect(wait).toBeGreaterThanOrEqual(100)
        expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** failures))
      },
    ),
  )
})

test.each([
  ['seconds', '7', 7_000],
  ['a date', 'Tue, 24 Nov 2026 03:00:20 GMT', 20_000],
  ['a date that has passed', 'Tue, 24 Nov 2026 02:59:00 GMT', 0],
  ['far too long', '864000', 600_000],
  ['nonsense', 'soon', null],
  ['nothing', null, null],
])('Retry-After: %s', (_what, text, expected) => {
  const headers = new Headers(text === null ? {} : { 'retry-after': text })
  expect(parseRetryAfter(headers, Date.UTC(2026, 10, 24, 3, 0, 0))).toBe(expected)
})

test('S11: a date in Retry-After is by the clock of whoever answers, and so is the Date of the answer', () => {
  const headers = new Headers({
    'retry-after': 'Tue, 24 Nov 2026 03:00:20 GMT',
    date: 'Tue, 24 Nov 2026 03:00:00 GMT',
  })
  for (const off of [-3_600_000, 0, 3_600_000])
    expect(parseRetryAfter(headers, Date.UTC(2026, 10, 24, 3, 0, 0) + off)).toBe(20_000)
})

test('failed attempts wait longer and longer, up to the cap', () => {
  const crank = new Crank({ random: () => 0.999_999 })
  crank.start()
  const waits: number[] = []
  for (let attempt = 0; attempt < 8; attempt += 1) {
    crank.lose(REFUSED, crank.state.board?.id)
    const from = crank.now
    while (crank.state.board === null) crank.pass(10)
    waits.push(Math.round((crank.now - from) / 1_000))
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
})

test('after 10 s of stable stream the back-off starts from its base again', () => {
  const crank = new Crank({ cursor: at(5), random: () => 0.999_999 })
  crank.start()
  for (let attempt = 0; attempt < 4; attempt += 1) {
    crank.receive(crank.hello(5))
    crank.sleep(9_999)
    crank.lose(BROKE)
    while (crank.state.main === null) crank.pass(10)
  }
  expect(crank.state.failures).toBe(4)
  crank.receive(crank.hello(5))
  crank.sleep(10_000)
  crank.lose(BROKE)
  expect(crank.state.retry_at).toBeCloseTo(crank.now + 1_000, -1)
})

test('`retry:` and the retry_ms of hello are the least wait after a loss', () => {
  for (const frame of ['hello', 'retry'] as const) {
    const crank = new Crank({ cursor: at(5), random: () => 0 })
    crank.start()
    crank.receive(crank.hello(5, 5, frame === 'hello' ? 4_200 : 0))
    if (frame === 'retry') crank.receive({ type: 'retry', retry_ms: 4_200 })
    crank.lose(BROKE)
    expect(crank.state.retry_at).toBe(crank.now + 4_200)
  }
})

test.each([429, 503])(
  '%i with Retry-After: nothing is asked before, even when the computer wakes',
  (code) => {
    const crank = new Crank()
    crank.start()
    crank.lose(status(code, 20_000), crank.state.board?.id)
    expect(crank.take({ type: 'wake' })).toEqual([])
    expect(opened(crank.pass(19_999))).toEqual([])
    expect(opened(crank.pass(1_001))).toEqual(['board'])
    expect(crank.freshness.state).toBe('offline')
  },
)

test('S21: a stream that is refused with 429 goes on by polling at once, and tries a stream again later', () => {
  const crank = new Crank()
  crank.start()
  crank.board(3)
  expect(opened(crank.lose(status(429, 90_000)))).toEqual(['polling'])
  crank.receive(crank.hello(3), crank.heartbeat(3))
  expect(crank.freshness).toMatchObject({ state: 'live', transport: 'polling' })
  const during: string[] = []
  for (let waited = 0; waited < 89_000; waited += 15_000) {
    crank.receive(crank.heartbeat(3))
    during.push(...opened(crank.pass(14_000)))
  }
  expect(during).toEqual([])
  crank.receive()
  expect(opened(crank.pass(7_000))).toEqual(['sse'])
})

test('a closed WebSocket that says "too many" is the same', () => {
  const crank = new Crank({ rungs: ['websocket', 'polling'], cursor: at(1) })
  crank.start()
  expect(opened(crank.lose({ how: 'closed', code: 4291, detail: '' }))).toEqual(['polling'])
})

test('a stream that is refused with 503 and a time: not even a probe before it', () => {
  const crank = new Crank().live(3)
  crank.lose(BROKE)
  crank.pass(1_000)
  crank.lose(status(503, 20_000))
  expect(opened(crank.pass(19_999))).toEqual([])
  expect(crank.freshness).toMatchObject({ state: 'offline', broken: 'server_error' })
  expect(opened(crank.pass(1_001))).toEqual(['sse'])
})

test('a server that announced its restart is asked every few seconds for a minute, then less and less often', () => {
  const crank = new Crank({ cursor: at(5), random: () => 0.999_999 })
  crank.start()
  crank.receive(crank.hello(5), { type: 'drain', retry_ms: 1_000 })
  crank.lose(BROKE)
  const waits: number[] = []
  for (let attempt = 0; attempt < 24; attempt += 1) {
    const from = crank.now
    while (crank.state.main === null) crank.pass(10)
    waits.push(Math.round((crank.now - from) / 1_000))
    crank.lose(status(502))
  }
  expect(waits.slice(0, 10)).toEqual([1, 1, 2, 4, 4, 4, 4, 4, 4, 4])
  expect(Math.max(...waits)).toBe(30)
})
