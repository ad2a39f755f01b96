import { LEVELS } from '@watchfloor/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePlace } from '../../../src/renderer/state/hash-location.ts'
import { SORTS } from '../../../src/renderer/state/rows.ts'
import { EVERYTHING, formatView, parseView, toggleLevel } from '../../../src/renderer/state/view.ts'
import { isNarrow, narrowingTest } from '../../../src/shared/narrowing.ts'
import { sampleAlert } from '../support/board-parts.ts'

test('every view is a link: it reads back as it was written', () => {
  const aView = fc.record({
    filter: fc.uniqueArray(
      fc.constantFrom('cluster="eu-1"', 'service=~"a|b"', 'pod!="x & y"', '@state="active"', '"a b"="c"'),
      { maxLength: 3 },
    ),
    text: fc.string(),
    levels: fc.subarray([...LEVELS]),
    mine: fc.boolean(),
    name: fc.constantFrom('', 'Payments', 'a & b'),
    group: fc.constantFrom('attention', 'alert', 'label:rack', 'label:a b'),
    sort: fc.constantFrom(...SORTS),
    showsSuppressed: fc.boolean(),
    unread: fc.constantFrom([], [{ name: 'severity' as const, text: 'loud', why: expect.any(String) }]),
    unused: fc.constantFrom([], ['group=a,b']),
  })
  fc.assert(
    fc.property(aView, (view) => {
      expect(parseView(formatView(view))).toEqual(view)
    }),
  )
})

test('a query that nobody of ours wrote is read as far as it makes sense of how alerts are laid out', () => {
  expect(parseView('severity=critical&sort=colour&group=x')).toEqual({ ...EVERYTHING, levels: ['critical'] })
})

test.each<[string, readonly string[]]>([
  ['filter=not a matcher&filter=a=b', ['not a matcher']],
  ['filter={a="b", c=~"("}', ['{a="b", c=~"("}']],
  ['filter=@age>15m', ['@age>15m']],
  ['filter=@state=loud', ['@state=loud']],
  ['filter=@constructor=x', ['@constructor=x']],
  ['severity=loud', ['loud']],
  ['severity=critical,loud', ['loud']],
  ['view=theirs', ['theirs']],
])('S28: of %s what cannot be read is said, and nothing is shown', (query, texts) => {
  const view = parseView(query)
  expect(view.unread.map(({ text }) => text)).toEqual(texts)
  for (const { why } of view.unread) expect(why).not.toBe('')
  expect(isNarrow(view)).toBe(true)
  expect(narrowingTest(view, 'Ana')(sampleAlert({ labels: { a: 'b' } }))).toBe(false)
  expect(parseView(formatView(view))).toEqual(view)
})

test('S28: a list in braces is each of its matchers', () => {
  const view = parseView(new URLSearchParams({ filter: '{cluster="eu-1", service=~"billing|x"}' }).toString())
  expect(view).toMatchObject({ filter: ['cluster="eu-1"', 'service=~"billing|x"'], unread: [] })
  expect(narrowingTest(view, null)(sampleAlert({}))).toBe(true)
  expect(parseView('filter={}&filter=')).toEqual(EVERYTHING)
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
    expect(narrowingTest(view, 'Priya')(alert)).toBe(passes)
  })

  const silenced = { silenced_by: ['s1', 's2'], receivers: ['team-db', 'all'] }
  test.each<[string, Partial<typeof alert>, boolean]>([
    ['@state=active', {}, true],
    ['@state=active', silenced, false],
    ['@state="suppressed"', silenced, true],
    ['@state!=active', { status: 'resolved' }, true],
    ['@silenced=false', silenced, false],
    ['@silenced_by=s2', silenced, true],
    ['@silenced_by=s3', silenced, false],
    ['@inhibited=true', { inhibited_by: [{ fingerprint: '0123456789abcdef', rule: 'r' }] }, true],
    ['@inhibited_by="0123456789abcdef"', {}, false],
    ['@muted=false', { muted_by: ['night'] }, false],
    ['@receiver=~"team-.*"', silenced, true],
    ['@receiver=~team', silenced, false],
    ['@receiver=db', {}, false],
    [`@fingerprint=${alert.fingerprint}`, {}, true],
    ['@text=~"(?s).*(?i-s:lag 8\\d).*"', {}, true],
  ])('by %s', (condition, part, passes) => {
    const view = parseView(new URLSearchParams({ filter: condition }).toString())
    expect(view.unread).toEqual([])
    expect(narrowingTest(view, null)({ ...alert, ...part })).toBe(passes)
  })

  test('as mine what I have', () => {
    const mine = {
      ...alert,
      acknowledged_by: { name: 'Priya', at: alert.starts_at, until: 'resolved' as const },
    }
    expect(narrowingTest({ ...EVERYTHING, mine: true }, 'Priya')(mine)).toBe(true)
    expect(narrowingTest({ ...EVERYTHING, mine: true }, 'Ana')(mine)).toBe(false)
    expect(narrowingTest({ ...EVERYTHING, mine: true }, null)(mine)).toBe(false)
  })
})
