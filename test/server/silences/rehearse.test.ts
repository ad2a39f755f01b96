import { type LabelSet, type Matcher, matchersFromData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { OverBudget, unlimited } from '../../../server/src/ground/budgeted.ts'
import { finish } from '../../../server/src/ground/steps.ts'
import { rehearse } from '../../../server/src/silences/rehearse.ts'

const read = matchersFromData([
  { name: 'host', value: '([a-z]|[0-9])+', is_regex: true, is_equal: true },
  { name: 'team', value: 'db', is_regex: false, is_equal: true },
])
const matchers = read.ok ? read.value : []
const labels = (n: number): LabelSet => ({ host: `h${n % 10}`, team: n % 2 === 0 ? 'db' : 'web', n: `${n}` })
const all = Array.from({ length: 1_000 }, (_, n) => labels(n))
const candidates = function* () {
  yield
  return all
}

/** The matchers, and how often an expression is really tried. */
function counted(): { readonly matchers: readonly Matcher[]; readonly tried: () => number } {
  let tried = 0
  const counting = matchers.map((matcher): Matcher => {
    if (matcher.size === 0) return matcher
    const { inSteps: _steps, ...rest } = matcher
    return {
      ...rest,
      matches: (set, work) => {
        tried++
        return matcher.matches(set, work)
      },
    }
  })
  return { matchers: counting, tried: () => tried }
}

test('what was tried is known afterwards: the same answers, and no expression is tried again', () => {
  const { matchers: counting, tried } = counted()
  const knowing = finish(rehearse(counting, candidates, unlimited()))
  expect(tried()).toBe(10)
  const passing = (given: readonly Matcher[]) =>
    all.filter((set) => given.every((matcher) => matcher.matches(set)))
  expect(passing(knowing)).toEqual(passing(matchers))
  expect(passing(knowing).length).toBe(500)
  // A value that came later is tried then.
  expect(knowing.every((matcher) => matcher.matches({ host: 'h77', team: 'db' }))).toBe(true)
  expect(tried()).toBe(11)
})

test('it is done in steps, others come in between, and it costs no more than the budget', () => {
  const steps = rehearse(matchers, candidates, unlimited())
  let count = 0
  while (steps.next().done !== true) count++
  expect(count).toBeGreaterThanOrEqual(all.length)
  expect(() => finish(rehearse(matchers, candidates, { steps: 0, most: 3 }))).toThrow(OverBudget)
})
