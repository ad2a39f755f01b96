import { expect, test } from 'vitest'
import { createFrameBudget } from '../../../src/renderer/app/frame-budget.ts'

test('one change is never waited for; a storm takes a quarter of the time, whatever its frames cost', () => {
  for (const cost of [2, 5, 20, 60]) {
    let now = 0
    const budget = createFrameBudget(() => now)
    expect(budget.rest()).toBe(0)
    let spent = 0
    for (let frames = 0; now < 60_000; frames++) {
      now += budget.rest()
      now += cost
      spent += cost
      budget.spend(cost)
      // The next one is due at the next frame of the screen.
      now += Math.max(0, 16 - cost)
      expect(frames).toBeLessThan(5_000)
    }
    expect(spent / now).toBeLessThan(0.27)
    if (cost < 4) expect(spent / now).toBeCloseTo(cost / 16, 1)
  }
})

test('after the heaviest frame it rests a second at most, and after a calm time nothing is waited for', () => {
  let now = 0
  const budget = createFrameBudget(() => now)
  budget.spend(5_000)
  expect(budget.rest()).toBe(1_000)
  now += 1_000
  expect(budget.rest()).toBe(0)
  now += 400
  budget.spend(90)
  expect(budget.rest()).toBe(0)
})
