import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS, levelRank } from '../../contract/src/severity.ts'
import { byUrgency, newestFirst, oldestFirst, urgencyOf, worstFirst } from '../../contract/src/urgency.ts'

// Few of each, so that ties come in every run.
const ranked = fc.record({
  level: fc.constantFrom(...LEVELS),
  starts_at: fc.constantFrom('2026-11-24T03:00:00.000Z', '2026-11-24T03:00:01.000Z', 'no time'),
  fingerprint: fc.constantFrom('00000000000000aa', '00000000000000ab', '00000000000000ac'),
})
const urgency = ranked.map(urgencyOf)
const ORDERS = { byUrgency, newestFirst, oldestFirst }

test.each(Object.entries(ORDERS))('%s is a total order', (_name, order) => {
  fc.assert(
    fc.property(urgency, urgency, urgency, (a, b, c) => {
      expect(Math.sign(order(a, b))).toBe(-Math.sign(order(b, a)) + 0)
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0)
      if (a.id !== b.id) expect(order(a, b)).not.toBe(0)
    }),
  )
})

test('the same alerts stand in the same order, however they came and however often they are sorted', () => {
  const some = fc.uniqueArray(ranked, { selector: ({ fingerprint }) => fingerprint, minLength: 2 })
  fc.assert(
    fc.property(some, (alerts) => {
      const once = worstFirst(alerts)
      expect(worstFirst(alerts.toReversed())).toEqual(once)
      expect(worstFirst(once)).toEqual(once)
    }),
  )
})

test('worst first, then newest, then by fingerprint; what has no level is a warning', () => {
  const of = (level: (typeof LEVELS)[number], second: number, fingerprint = 'a') =>
    ({ level, starts_at: `2026-11-24T03:00:0${second}.000Z`, fingerprint }) as const
  const sorted = [
    of('critical', 1),
    of('critical', 0),
    of('high', 5),
    of('warning', 4),
    of('unset', 3),
    of('warning', 2, 'a'),
    of('warning', 2, 'b'),
    of('info', 9),
  ]
  expect(worstFirst(sorted.toReversed())).toEqual(sorted)
  expect(levelRank('unset')).toBe(levelRank('warning'))
})
