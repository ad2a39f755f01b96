import { expect, test } from 'vitest'
import { giveBack } from '../../../server/src/storage/sqlite/give-back.ts'

test('bytes that are given back take no memory, even where two views are of one buffer', () => {
  const own = Buffer.allocUnsafeSlow(100)
  giveBack([own, own.subarray(10)])
  expect(own.length).toBe(0)
})

test("bytes within Node's shared buffer stay, and so do their neighbours", () => {
  const [one, other] = [Buffer.from('one'), Buffer.from('other')]
  giveBack([one])
  expect([one.toString(), other.toString()]).toEqual(['one', 'other'])
})
