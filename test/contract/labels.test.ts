import { compareUtf8 } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../support/chance.ts'

test('texts are ordered as their UTF-8 bytes are, above U+FFFF too', () => {
  expect(compareUtf8('\u{1F642}', '\uFF5E')).toBeGreaterThan(0)
  const text = fc.string({ unit: 'binary', maxLength: 6 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: runs(1000) },
  )
})
