import { expect, test } from 'vitest'
import { afterMessage, cutShortText } from '../../../server/src/health/cut-short.ts'

const HOUR = 3_600_000

test('a whole message of a group ends what its earlier ones left out, and says nothing of other groups', () => {
  const one = afterMessage(undefined, { group: 'a', alerts: 3 }, 0)
  const two = afterMessage(one, { group: 'b', alerts: 1 }, HOUR)
  expect(cutShortText(two, HOUR, 5 * HOUR)).toMatch(/^its messages of 2 groups left out 4 alerts,/)
  const repeated = afterMessage(two, { group: 'a', alerts: 2 }, HOUR)
  expect(cutShortText(repeated, HOUR, 5 * HOUR)).toMatch(/^its messages of 2 groups left out 3 alerts,/)
  const whole = afterMessage(
    afterMessage(repeated, { group: 'c', alerts: 0 }, HOUR),
    { group: 'a', alerts: 0 },
    HOUR,
  )
  expect(cutShortText(whole, HOUR, 5 * HOUR)).toMatch(/^its message of one group left out 1 alert,/)
})

test('a group that is not told again is forgotten with its alerts', () => {
  const known = afterMessage(undefined, { group: 'a', alerts: 3 }, 0)
  expect(cutShortText(known, 5 * HOUR - 1, 5 * HOUR)).toBeDefined()
  expect(cutShortText(known, 5 * HOUR, 5 * HOUR)).toBeUndefined()
  expect(cutShortText(undefined, 0, 5 * HOUR)).toBeUndefined()
})

test('only so many groups are kept, the latest ones', () => {
  let known: ReturnType<typeof afterMessage> = []
  for (let n = 0; n < 300; n++) known = afterMessage(known, { group: `g${n}`, alerts: 1 }, n)
  expect([known.length, known[0]?.group, known.at(-1)?.group]).toEqual([100, 'g200', 'g299'])
})
