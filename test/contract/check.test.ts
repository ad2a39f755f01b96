import fc from 'fast-check'
import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { checkOf } from '../../contract/src/check.ts'
import {
  BoardSnapshot,
  ClientMessage,
  Control,
  Event,
  Page,
  SaveSilenceRequest,
} from '../../contract/src/index.ts'
import { runs } from '../support/chance.ts'
import { anyJson, mutated } from '../support/messages/mutated-json.ts'
import { sampleAlert, sampleEvent, sampleStats } from '../support/stream/sample-events.ts'

const events = Array.from({ length: 40 }, (_, n) => ({ ...sampleEvent(n, 'e', n + 1), prev: n }))
const time = '2026-01-05T03:00:00.000Z'
const board = {
  cursor: 'e.40',
  server_time: time,
  left_out: { critical: 0, high: 1, warning: 0, info: 0, unset: 0 },
  alerts: [{ ...sampleAlert(1, 'e.1'), sequence: 1 }],
  silences: [],
  health: [],
  stats: sampleStats(3).data,
}
const page = { cursor: 'e.40', events, more: false, head: 'e.40', server_time: time }
const heartbeat = { control: 'heartbeat', cursor: 'e.1', head: 'e.1', server_time: time }
const matcher = { name: 'a', value: 'b', is_regex: false, is_equal: true }

const SCHEMAS: readonly (readonly [name: string, schema: TSchema, messages: readonly unknown[]])[] = [
  ['an event', Event, [...events, sampleStats(1)]],
  ['a board', BoardSnapshot, [board]],
  ['a page', Page, [page]],
  ['a control frame', Control, [heartbeat]],
  [
    'a client message',
    ClientMessage,
    [{ action: 'acknowledge', request: '1', fingerprint: 'f', name: 'Ana' }],
  ],
  ['a silence', SaveSilenceRequest, [{ matchers: [matcher], comment: 'c', upstreams: ['a', 'b'] }]],
]

test.each(SCHEMAS)(
  '%s, right or wrong in any way, is judged as TypeBox judges it',
  (_name, schema, messages) => {
    const fits = checkOf(schema)
    const compiled = Compile(schema)
    for (const message of messages) expect(fits(message)).toBe(true)
    fc.assert(
      fc.property(fc.oneof(mutated(messages), anyJson), (value) => {
        expect(fits(value)).toBe(compiled.Check(value))
      }),
      { numRuns: runs(500) },
    )
  },
)

test('in a record every value is of the kind, whatever its name', () => {
  const fits = checkOf(Type.Record(Type.String(), Type.String()))
  expect(fits(JSON.parse('{"__proto__":"a","constructor":"b","two\\nlines":"c"}'))).toBe(true)
  for (const name of ['__proto__', 'constructor', 'two\\nlines'])
    expect(fits(JSON.parse(`{"a":"b","${name}":{}}`))).toBe(false)
})

test('a schema with a keyword that it does not know is refused when it is made', () => {
  expect(() => checkOf(Type.Array(Type.String(), { contains: Type.String() }))).toThrow('contains')
})
