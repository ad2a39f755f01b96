import { expect, test } from 'vitest'
import { seeded } from '../renderer/support/sample-fleet.ts'
import { difference, type Picture, sketched } from './picture.ts'

/** Grey on white: a line of words every 48 pixels, its beginning `left` and the first `top` from the edge. */
function page(left: number, top: number, noise = 0): Picture {
  const random = seeded(3)
  const [width, height] = [640, 480]
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInk = (y - top + 480) % 48 < 12 && x > left && x < 400 && (x - left) % 7 < 4
      const grey = Math.min(255, Math.max(0, (isInk ? 60 : 250) + (random() - 0.5) * noise))
      data.fill(grey, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  }
  return { width, height, data }
}

test('letters with other edges are the same picture', () => {
  expect(difference(sketched(page(80, 10, 40)), sketched(page(80, 10)))).toBeUndefined()
})

test('lines that stand elsewhere, or a column that begins later, are another', () => {
  expect(difference(sketched(page(80, 18)), sketched(page(80, 10)))).toMatch(/squares, the first at/)
  expect(difference(sketched(page(140, 10)), sketched(page(80, 10)))).toMatch(/squares, the first at/)
})

test('a window of another size is another', () => {
  const one = sketched(page(80, 10))
  expect(difference({ ...one, height: one.height - 1 }, one)).toBe('320 × 239 instead of 320 × 240')
})
