import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finish } from '../../../../server/src/ground/steps.ts'
import { wellFormedJson } from '../../../../server/src/ground/well-formed-json.ts'
import {
  JsonRefused,
  MOST_MEMBERS,
  MOST_VALUES,
  PIECE,
  parseJson,
} from '../../../../server/src/http/edge/json-in-steps.ts'
import { runs } from '../../../support/chance.ts'

const read = (text: string, piece?: number): unknown => finish(parseJson(Buffer.from(text), piece))

/** The value, with all its names in their order, or that there is none. */
function outcome(parse: () => unknown): unknown {
  try {
    return JSON.stringify(parse())
  } catch (error) {
    return error instanceof SyntaxError || error instanceof JsonRefused ? 'no JSON' : error
  }
}

/** JSON with names that are more than names, and texts that look like structure. */
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom(null, true, 0, -1.5e3, '', '"', '\\', ',', '[{', '}]', ':', 'ä😀', '\ud800'),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a', '', ',"'), fc.string()),
          tie('value'),
        ),
        { maxLength: 6 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value

const anyText = fc
  .tuple(
    anyValue,
    fc.constantFrom(undefined, 1, '\t', '\r\n '),
    fc.constantFrom('', ' ', '\n\n\n\n\n\n\n\n\n'),
  )
  .map(([value, indent, around]) => around + JSON.stringify(value, null, indent) + around)

test('reads what JSON.parse reads, whatever the size of a piece', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, piece) => {
      expect(JSON.stringify(read(text, piece))).toBe(JSON.stringify(JSON.parse(wellFormedJson(text))))
    }),
    { numRuns: runs(1_000) },
  )
})

test('refuses what JSON.parse refuses', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.constantFrom('', ',', ':', '[', ']', '{', '}', '"', '\\', ' ', '0', 'x', ',,', '\u00a0', '\ufeff'),
      (text, piece, place, length, given) => {
        const at = place % (text.length + 1)
        const broken = text.slice(0, at) + given + text.slice(at + length)
        // A half of a pair is no text that can be sent.
        const sent = Buffer.from(broken).toString()
        expect(outcome(() => read(sent, piece))).toBe(outcome(() => JSON.parse(wellFormedJson(sent))))
      },
    ),
    { numRuns: runs(5_000) },
  )
})

test.each([
  ['numbers', '1', false],
  ['empty objects', '{}', true],
  ['empty lists', '[]', true],
  ['objects of one field', '{"a":1}', true],
])('counts %s of a list', (_, one, isTwo) => {
  const count = Math.floor((MOST_VALUES - 2) / (isTwo ? 2 : 1))
  const list = (length: number): string => `[${Array(length).fill(one).join(', ')}]`
  expect(read(list(count))).toHaveLength(count)
  expect(() => read(list(count + 2))).toThrow(`more than ${MOST_VALUES} JSON values`)
})

test('counts the members of an object', () => {
  const object = (count: number): string =>
    JSON.stringify([Object.fromEntries(Array.from({ length: count }, (_, n) => [`name_${n}`, n]))])
  expect(Object.keys((read(object(MOST_MEMBERS)) as readonly object[])[0] ?? {})).toHaveLength(MOST_MEMBERS)
  expect(() => read(object(MOST_MEMBERS + 1))).toThrow(`more than ${MOST_MEMBERS} members`)
})

test('what is deep is refused, and nothing is called as deep as it is', () => {
  const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  expect(() => read(deep(200_000))).toThrow('nested more than 100 deep')
  expect(() => read(deep(MOST_VALUES + 1))).toThrow(`more than ${MOST_VALUES} JSON values`)
  expect(() => read('['.repeat(200_000))).toThrow(JsonRefused)
})

test('texts are one value, whatever they hold', () => {
  const text = JSON.stringify(`\\"${',[{"\\'.repeat(MOST_VALUES)}`)
  expect(read(`[${text}, ${text}]`)).toHaveLength(2)
  expect(() => read(text.slice(0, -1))).toThrow(JsonRefused)
})

test('no step parses much more than a piece', () => {
  const alerts = Array.from({ length: 20_000 }, (_, n) => ({ labels: { alertname: 'A', n: String(n) } }))
  const text = Buffer.from(JSON.stringify({ version: '4', alerts }))
  const steps = parseJson(text)
  let count = 0
  let last = steps.next()
  for (; last.done !== true; last = steps.next()) count++
  expect(last.value).toEqual({ version: '4', alerts })
  // Each byte is looked at once to find the ends, and once to be parsed.
  expect(count).toBeGreaterThanOrEqual(2 * Math.floor(text.length / (PIECE + 200)) - 2)
})
