import { expect, test } from 'vitest'
import { afterCrash } from '../../../src/main/window/after-crash.ts'

test.each([
  [undefined, 5, 'reload'],
  [0, 59_999, 'give_up'],
  [0, 60_000, 'reload'],
] as const)('the crash before at %s, this one at %s: %s', (previous, now, expected) => {
  expect(afterCrash(previous, now)).toBe(expected)
})
