import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bounds, MIN_SIZE, placeWindow } from '../../../src/main/window/window-memory.ts'

const LAPTOP: Bounds = { x: 0, y: 25, width: 1512, height: 945 }
const BESIDE: Bounds = { x: -2560, y: 0, width: 2560, height: 1440 }
const saved = (bounds: Bounds, is_maximized = false) => ({ bounds, is_maximized })

test('the first window has the size of the design, where the system puts it', () => {
  expect(placeWindow(null, [BESIDE])).toEqual({
    size: { width: 1440, height: 900 },
    at: null,
    is_maximized: false,
  })
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1280, height: 720 }]).size).toEqual({
    width: 1280,
    height: 720,
  })
  expect(placeWindow(null, []).size).toEqual({ width: 1440, height: 900 })
})

test('it opens where it was, on whichever screen', () => {
  const bounds = { x: -2000, y: 100, width: 900, height: 700 }
  expect(placeWindow(saved(bounds, true), [LAPTOP, BESIDE])).toEqual({
    size: { width: 900, height: 700 },
    at: { x: -2000, y: 100 },
    is_maximized: true,
  })
})

test('when its screen is gone it keeps its size and comes to the main one', () => {
  const bounds = { x: -2000, y: 100, width: 900, height: 700 }
  expect(placeWindow(saved(bounds), [LAPTOP])).toMatchObject({ size: { width: 900, height: 700 }, at: null })
})

test.each([
  [{ x: 1450, y: 100, width: 900, height: 700 }, false, 'only a sliver is left at the right'],
  [{ x: 1380, y: 100, width: 900, height: 700 }, true, 'enough to take hold of'],
  [{ x: 10, y: -300, width: 900, height: 700 }, false, 'its title bar is above the screen'],
  [{ x: 10, y: 940, width: 900, height: 700 }, false, 'its title bar is below the screen'],
] as const)('%j stays: %s (%s)', (bounds, stays, _why) => {
  expect(placeWindow(saved(bounds), [LAPTOP]).at !== null).toBe(stays)
})

test('whatever was saved, and whatever screens there are, it can be reached and is not too small', () => {
  const bounds = fc.record({
    x: fc.integer({ min: -9_000, max: 9_000 }),
    y: fc.integer({ min: -9_000, max: 9_000 }),
    width: fc.integer({ min: 1, max: 9_000 }),
    height: fc.integer({ min: 1, max: 9_000 }),
  })
  fc.assert(
    fc.property(bounds, fc.array(bounds, { maxLength: 3 }), (was, screens) => {
      const { size, at } = placeWindow(saved(was), screens)
      expect(size.width).toBeGreaterThanOrEqual(MIN_SIZE.width)
      expect(size.height).toBeGreaterThanOrEqual(MIN_SIZE.height)
      if (at === null) return
      expect(screens.some((one) => at.y >= one.y && at.y < one.y + one.height)).toBe(true)
      expect(screens.some((one) => at.x < one.x + one.width && at.x + size.width > one.x)).toBe(true)
    }),
  )
})
