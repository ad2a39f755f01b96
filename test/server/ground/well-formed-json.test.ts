import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wellFormedJson } from '../../../server/src/ground/well-formed-json.ts'

test.each([
  ['"\\ud800"', '\ufffd'],
  ['"a\\uDC00b"', 'a\ufffdb'],
  ['"\\ud800\\ud83d\\udc26"', '\ufffd🐦'],
  ['"\\udc26\\ud83d"', '\ufffd\ufffd'],
  ['"\\ud800\\u0061"', '\ufffda'],
  ['"\\\\ud800"', '\\ud800'],
  ['"\\\\\\ud800"', '\\\ufffd'],
])('%s is %j', (json, text) => {
  expect(JSON.parse(wellFormedJson(json))).toBe(text)
})

test('it is what a text becomes that is made well-formed after it was read', () => {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
  const half = fc.integer({ min: 0xd7f0, max: 0xe010 }).map((code) => String.fromCharCode(code))
  const text = fc
    .array(fc.oneof(unit, half, fc.constantFrom('\\', 'u', 'd800', '"')))
    .map((all) => all.join(''))
  fc.assert(
    fc.property(text, (given) => {
      expect(JSON.parse(wellFormedJson(JSON.stringify(given)))).toBe(given.toWellFormed())
    }),
  )
})
