import { expect, test } from 'vitest'
import { matcherFromData, matchersFromData, matcherToData, operatorOf } from '../../contract/src/matcher.ts'
import { parseEachMatcher } from '../../contract/src/parse-matcher.ts'

const OPERATORS = ['=', '!=', '=~', '!~'] as const

test.each(OPERATORS)('a matcher with %s keeps its operator as data', (operator) => {
  const read = parseEachMatcher([`team${operator}"db"`])
  if (!read.ok) throw new Error(read.error)
  const data = read.value.map(matcherToData)
  expect(data.map(operatorOf)).toEqual([operator])
  expect(data.map(matcherFromData).map((one) => one.ok && one.value.operator)).toEqual([operator])
})

test('S31: a silence has matchers with names, and expressions that are such by themselves; a filter may have others', () => {
  const made = (name: string, value: string): boolean =>
    matcherFromData({ name, value, is_regex: true, is_equal: true }).ok
  expect(['a|b', '(a)|(b)', 'a)|(?:b', 'a)(b', '[)(]'].map((value) => made('team', value))).toEqual([
    true,
    true,
    false,
    false,
    true,
  ])
  expect(made('', 'a')).toBe(false)
  expect(parseEachMatcher(['team=~"a)|(?:b"', '""="a"'])).toMatchObject({ ok: true })
})

test('a list of matchers is taken whole, or the one that is wrong is named: half of it would match more', () => {
  const good = { name: 'team', value: 'db', is_regex: false, is_equal: true }
  const bad = { name: 'team', value: '(', is_regex: true, is_equal: true }
  expect(matchersFromData([])).toEqual({ ok: true, value: [] })
  expect(matchersFromData([good, good])).toMatchObject({
    ok: true,
    value: [{ name: 'team' }, { name: 'team' }],
  })
  expect(matchersFromData([good, bad, bad])).toMatchObject({ ok: false, index: 1, error: expect.any(String) })
  expect(parseEachMatcher(['a="b"', '{c="d"}'])).toMatchObject({ ok: false, index: 1 })
})
