import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame } from '../../../client/src/core/messages.ts'
import { controlFrame, eventFrame, messageFrame } from '../../../client/src/transports/frames.ts'
import { runs } from '../../support/chance.ts'
import { Crank } from '../core/crank.ts'
import { at, notification, stats } from '../core/samples.ts'
import { hello, position } from '../wire.ts'

test('an event, on SSE and on a WebSocket alike', () => {
  const text = JSON.stringify(notification(4))
  expect(eventFrame(text)).toEqual({ type: 'event', event: notification(4) })
  expect(messageFrame(text)).toEqual(eventFrame(text))
})

test.each([
  ['no JSON', '{"type":"alert_', true],
  ['a known type that does not fit', JSON.stringify({ ...notification(4), data: {} }), true],
  ['an epoch that cannot stand in a cursor', JSON.stringify(notification(4, 3, 'no such')), true],
  ['a sequence that is too large', JSON.stringify({ ...notification(4), sequence: 2 ** 60 }), true],
  ['no position', JSON.stringify({ ...notification(4), sequence: undefined }), true],
  ['a number', '7', true],
  ['null', 'null', true],
  ['statistics that do not fit: the next ones will', JSON.stringify({ ...stats(), data: {} }), false],
  ['an unknown type outside the order', JSON.stringify({ type: 'weather_changed', data: {} }), false],
])('%s is malformed, and asked for again: %s', (_what, text, gap) => {
  expect(eventFrame(text)).toMatchObject({ type: 'malformed', gap })
})

test('an unknown type with a place in the order keeps that place', () => {
  const text = JSON.stringify({ ...notification(9, 4), type: 'shift_changed', source: 'roster' })
  expect(eventFrame(text)).toEqual({ type: 'unknown', cursor: at(9), prev: 4 })
})

test('control frames become what the client acts on', () => {
  expect(controlFrame(hello(3, 8))).toMatchObject({
    type: 'hello',
    cursor: at(3),
    head: at(8),
    not_storing: null,
    as_of: null,
  })
  const degraded = { reason: 'disk full' }
  const beat = JSON.stringify({ control: 'heartbeat', ...position(3), degraded })
  expect(messageFrame(beat)).toMatchObject({ type: 'heartbeat', not_storing: 'disk full' })
  const reset = { control: 'reset', reason: 'trimmed', earliest: 't1.5', head: 't1.9' }
  expect(messageFrame(JSON.stringify(reset))).toEqual({ type: 'reset', reason: 'trimmed' })
  const drain = { control: 'drain', retry_ms: 4_000, message: 'bye' }
  expect(messageFrame(JSON.stringify(drain))).toEqual({ type: 'drain', retry_ms: 4_000 })
  const error = { control: 'error', code: 'x', message: 'y' }
  expect(messageFrame(JSON.stringify(error))).toBeNull()
})

test.each([
  ['a cursor that is none', { ...position(3), cursor: '../etc' }],
  ['a head that is none', { ...position(3), head: '' }],
  ['a time that is none', { ...position(3), server_time: 'noon' }],
  ['no fields', {}],
])('a heartbeat with %s is only counted', (_what, fields) => {
  const frame = messageFrame(JSON.stringify({ control: 'heartbeat', ...fields }))
  expect(frame).toMatchObject({ type: 'malformed', gap: false })
})

test('no text whatever makes a reader throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(text, (one) => {
      for (const read of [eventFrame, controlFrame, messageFrame]) expect(() => read(one)).not.toThrow()
    }),
  )
})

/** Anything a server could say, true or not. */
const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ sequence: fc.nat(40), prev: fc.nat(40) }).map(({ sequence, prev }): Frame => {
    return { type: 'event', event: notification(sequence, prev) }
  }),
  fc
    .record({
      type: fc.constantFrom('hello', 'heartbeat'),
      cursor: fc.nat(60),
      head: fc.nat(60),
      retry_ms: fc.nat(9_000),
    })
    .map(({ type, cursor, head, retry_ms }) => {
      const told = { cursor: at(cursor), head: at(head), server_time: 0, not_storing: null, as_of: null }
      return (type === 'hello' ? { type, retry_ms, ...told } : { type, ...told }) as Frame
    }),
  fc.constantFrom<Frame>(
    { type: 'reset', reason: 'unknown' },
    { type: 'drain', retry_ms: 3_000 },
    { type: 'retry', retry_ms: 200 },
    { type: 'wait', why: 'the server is starting' },
    { type: 'malformed', gap: true, detail: '' },
    { type: 'malformed', gap: false, detail: '' },
    { type: 'unknown', cursor: at(7), prev: 6 },
  ),
)

type Move = (crank: Crank) => unknown
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(anyFrame, { maxLength: 4 })
      .map((frames) => (crank: Crank) => crank.receive(...frames)),
  },
  { weight: 3, arbitrary: fc.nat(30_000).map((milliseconds) => (crank: Crank) => crank.pass(milliseconds)) },
  fc.array(anyFrame, { maxLength: 3 }).map((frames) => (crank: Crank) => {
    crank.take({ type: 'received', link: crank.state.candidate?.id ?? -1, frames })
  }),
  fc.nat(60_000).map((milliseconds) => (crank: Crank) => crank.sleep(milliseconds)),
  fc.nat(40).map((sequence) => (crank: Crank) => crank.board(sequence)),
  fc.boolean().map((behind) => (crank: Crank) => crank.alive(behind)),
  fc.boolean().map((online) => (crank: Crank) => crank.take({ type: 'network', online })),
  fc.constantFrom<Move>(
    (crank) => crank.take({ type: 'wake' }),
    (crank) => crank.take({ type: 'token' }),
    (crank) => crank.lose({ how: 'ended', detail: '' }),
    (crank) => crank.lose({ how: 'status', status: 401, retry_after_ms: null, detail: '' }),
    (crank) => crank.lose({ how: 'status', status: 429, retry_after_ms: 2_000, detail: '' }),
    (crank) => crank.lose({ how: 'closed', code: 4212, detail: '' }),
    (crank) => crank.lose({ how: 'broken', hop: 'dns', detail: '' }, crank.state.probe?.id),
    (crank) => crank.lose({ how: 'broken', hop: 'tls', detail: '' }, crank.state.candidate?.id),
    (crank) => crank.lose({ how: 'broken', hop: 'refused', detail: '' }, crank.state.board?.id),
  ),
)

test('whatever happens in whatever order: no crash, never twice, never backwards, and always something under way', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 60 }), (moves) => {
      const crank = new Crank()
      crank.start()
      for (const move of moves) {
        move(crank)
        const { mode, main, board, retry_at } = crank.state
        if (mode === 'running') expect([main, board, retry_at].some((one) => one !== null)).toBe(true)
      }
      let last = -1
      for (const action of crank.actions) {
        if (action.type === 'replace') last = Number(action.board.cursor.split('.')[1])
        if (action.type !== 'deliver') continue
        for (const event of action.events) {
          if (!('sequence' in event)) continue
          expect(event.sequence).toBeGreaterThan(last)
          last = event.sequence
        }
      }
    }),
    { numRuns: runs(500) },
  )
})

test('whatever happened before, an honest server makes it live again', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 40 }), (moves) => {
      const crank = new Crank()
      crank.start()
      for (const move of moves) move(crank)
      crank.take({ type: 'token' })
      const head = 1_000
      const isThere = () => crank.freshness.state === 'live' && crank.state.position?.last.sequence === head
      for (let round = 0; !isThere(); round += 1) {
        if (round > 400) throw new Error(`wedged as ${crank.freshness.state}`)
        const { main, board, probe, position } = crank.state
        if (board !== null) crank.board(head)
        if (probe !== null) crank.alive()
        const last = position?.last.sequence ?? 0
        if (main !== null && main.hello_at === null) crank.receive(crank.hello(main.from, head))
        if (main !== null && last > head) crank.receive({ type: 'reset', reason: 'future' })
        else if (main !== null) crank.receive(crank.heartbeat(head))
        crank.pass(1_000)
      }
      expect(crank.state.position?.last).toEqual(at(head))
    }),
    { numRuns: runs(300) },
  )
})
