import { LEVELS } from '@watchfloor/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePlace } from '../../../src/renderer/state/hash-location.ts'
import { SORTS } from '../../../src/renderer/state/rows.ts'
import {
  EVERYTHING,
  formatView,
  isNarrow,
  parseView,
  toggleLevel,
  viewTest,
} from '../../../src/renderer/state/view.ts'
import { sampleAlert } from '../support/board-parts.ts'

test('every view is a link: it reads back as it was written', () => {
  const aView = fc.record({
    filter: fc.uniqueArray(fc.constantFrom('cluster="eu-1"', 'service=~"a|b"', 'pod!="x & y"'), {
      maxLength: 3,
    }),
    text: fc.string(),
    levels: fc.subarray([...LEVELS]),
    mine: fc.boolean(),
    group: fc.constantFrom('attention', 'alert'),
    sort: fc.constantFrom(...SORTS),
  })
  fc.assert(
    fc.property(aView, (view) => {
      expect(parseView(formatView(view))).toEqual(view)
    }),
  )
})

test('a query that nobody of ours wrote is read as far as it makes sense', () => {
  expect(parseView('severity=critical,loud&sort=colour&filter=not a matcher&group=x')).toEqual({
    ...EVERYTHING,
    levels: ['critical'],
  })
})

test('the place keeps the query in the hash, question marks and all', () => {
  expect(parsePlace('#/silences/new?filter=a%3D%22b?c%22')).toEqual({
    path: '/silences/new',
    query: 'filter=a%3D%22b?c%22',
  })
  expect(parsePlace('')).toEqual({ path: '/', query: '' })
})

describe('a severity key', () => {
  test('narrows from all to one, then adds, then takes away', () => {
    const one = toggleLevel(EVERYTHING, 'high')
    expect(one.levels).toEqual(['high'])
    const two = toggleLevel(one, 'critical')
    expect(two.levels).toEqual(['critical', 'high'])
    expect(toggleLevel(two, 'high').levels).toEqual(['critical'])
  })

  test('the last one taken away is every severity again, and so is the last one added', () => {
    expect(toggleLevel({ ...EVERYTHING, levels: ['high'] }, 'high').levels).toEqual([])
    const four = LEVELS.filter((level) => level !== 'info')
    expect(toggleLevel({ ...EVERYTHING, levels: four }, 'info').levels).toEqual([])
  })
})

describe('a view lets pass', () => {
  const alert = sampleAlert({ annotations: { summary: 'Lag 84 k' } })

  test.each([
    ['by matcher', { filter: ['cluster="eu-1"'] }, true],
    ['by matchers that all hold', { filter: ['cluster="eu-1"', 'service!="billing"'] }, false],
    ['by words anywhere in labels and summary, in any order and case', { text: 'lag BILLING' }, true],
    ['not when a word is missing', { text: 'lag checkout' }, false],
    ['by severity', { levels: ['critical' as const] }, false],
    ['not as mine when nobody has it', { mine: true }, false],
  ])('%s', (_, part, passes) => {
    const view = { ...EVERYTHING, ...part }
    expect(isNarrow(view)).toBe(true)
    expect(viewTest(view, 'Priya')(alert)).toBe(passes)
  })

  test('as mine what I have', () => {
    const mine = {
      ...alert,
      acknowledged_by: { name: 'Priya', at: alert.starts_at, until: 'resolved' as const },
    }
    expect(viewTest({ ...EVERYTHING, mine: true }, 'Priya')(mine)).toBe(true)
    expect(viewTest({ ...EVERYTHING, mine: true }, 'Ana')(mine)).toBe(false)
    expect(viewTest({ ...EVERYTHING, mine: true }, null)(mine)).toBe(false)
  })
})
