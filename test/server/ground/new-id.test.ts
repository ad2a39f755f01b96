import { expect, test } from 'vitest'
import { idsFrom, newId } from '../../../server/src/ground/new-id.ts'

test('an id is a random UUID of version 4, and each is another', () => {
  const ids = Array.from({ length: 10_000 }, newId)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every random bit is in it but for the six that say what it is', () => {
  expect(idsFrom((random) => random.fill(0))()).toBe('00000000-0000-4000-8000-000000000000')
  expect(idsFrom((random) => random.fill(0xff))()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  const counting = idsFrom((random) => {
    for (let n = 0; n < random.length; n++) random[n] = n & 0xff
  })
  expect(counting()).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f')
  expect(counting()).toBe('10111213-1415-4617-9819-1a1b1c1d1e1f')
})
