import { expect, test } from 'vitest'
import { criticalsText } from '../../../../src/renderer/features/board/critical-words.ts'

const NONE = { needs: 0, handled: 0, unconfirmed: 0, suppressed: 0, resolved: 0 }

test('criticals that somebody has, or that are hidden, are told beside those that nobody has', () => {
  expect(criticalsText({ ...NONE, needs: 1, handled: 4 })).toBe('5 critical: 4 taken, 1 nobody’s')
  expect(criticalsText({ ...NONE, suppressed: 2 })).toBe('2 critical: 2 hidden')
  expect(criticalsText({ ...NONE, resolved: 3 })).toBe('')
})
