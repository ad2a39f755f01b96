import { expect, test } from 'vitest'
import { Standstills } from '../../../server/src/ground/standstills.ts'

test('the time that a process did not run is that between two looks beyond what they are apart', () => {
  let now = 0
  const standstills = new Standstills(() => now, 1_000)
  const look = (at: number): void => {
    now = at
    standstills.look()
  }
  look(1_000)
  // A little late is not a standstill.
  look(2_400)
  expect(standstills.since(0)).toBe(0)
  // It stands still now, and did not look yet.
  now = 6_400
  expect(standstills.since(2_400)).toBe(3_000)
  look(6_400)
  expect(standstills.since(2_400)).toBe(3_000)
  expect(standstills.since(5_400)).toBe(1_000)
  expect(standstills.since(6_400)).toBe(0)
  look(7_400)
  look(9_400)
  expect([0, 5_400, 7_400].map((at) => standstills.since(at))).toEqual([4_000, 2_000, 1_000])
  for (let at = 10_400; at < 80_000; at += 1_000) look(at)
  look(90_000)
  // What is long past is forgotten.
  expect(standstills.since(0)).toBeLessThan(12_000)
})
