import { expect, test } from 'vitest'
import { hasTooManyValues, MOST_VALUES } from '../../../../server/src/http/edge/json-values.ts'

test.each([
  ['numbers', '1', false],
  ['empty objects', '{}', true],
  ['empty lists', '[]', true],
  ['objects of one field', '{"a":1}', true],
])('counts %s of a list', (_, one, isTwo) => {
  const count = (MOST_VALUES - 2) / (isTwo ? 2 : 1)
  const list = (length: number): Buffer => Buffer.from(`[${Array(length).fill(one).join(', ')}]`)
  expect(hasTooManyValues(list(Math.floor(count)))).toBe(false)
  expect(hasTooManyValues(list(Math.floor(count) + 2))).toBe(true)
})

test('counts depth', () => {
  expect(hasTooManyValues(Buffer.from('['.repeat(MOST_VALUES + 1)))).toBe(true)
})

test('texts are one value, whatever they hold', () => {
  const text = JSON.stringify(`\\"${',[{"\\'.repeat(MOST_VALUES)}`)
  expect(hasTooManyValues(Buffer.from(`[${text}, ${text}]`))).toBe(false)
  expect(hasTooManyValues(Buffer.from(text.slice(0, -1)))).toBe(false)
})
