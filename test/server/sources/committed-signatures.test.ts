import { expect, test } from 'vitest'
import { CommittedSignatures } from '../../../server/src/sources/committed-signatures.ts'

const MINUTE = 60_000

test('a signature is known for as long as its message would be taken, and no longer', () => {
  const committed = new CommittedSignatures()
  committed.add('a', 0)
  committed.add('b', MINUTE)
  expect([
    committed.has('a', 9 * MINUTE),
    committed.has('b', 9 * MINUTE),
    committed.has('c', 9 * MINUTE),
  ]).toEqual([true, true, false])
  expect([committed.has('a', 10 * MINUTE), committed.has('b', 10 * MINUTE)]).toEqual([false, true])
})

test('of very many the newest are known', () => {
  const committed = new CommittedSignatures()
  for (let n = 0; n < 20_000; n++) committed.add(`s${n}`, n)
  const known = Array.from({ length: 20_000 }, (_, n) => committed.has(`s${n}`, 20_000)).filter(Boolean)
  expect(known.length).toBeLessThanOrEqual(10_000)
  expect(known.length).toBeGreaterThan(9_000)
  expect(committed.has('s19999', 20_000)).toBe(true)
})
