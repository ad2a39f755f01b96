import { PNG } from 'pngjs'

/** What is kept of a screenshot: half of its size and few tints, which still tells where everything stands. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Red, green, blue and a fourth that says nothing, row by row. */
  readonly data: Uint8Array
}

const TINT = 8
/** Edge of the squares that are compared, in pixels of the picture. */
const SQUARE = 4
/** How far the mean colour of a square may be from what it was, of 255: other edges of letters, not another letter. */
const TOLERATED = 20
/** How many of the squares may differ: a caret, a letter that another version of Chromium draws elsewhere. */
const TOLERATED_SHARE = 0.002

export function readPicture(png: Buffer): Picture {
  return PNG.sync.read(png)
}

export function writePicture({ width, height, data }: Picture): Buffer {
  const png = new PNG({ width, height })
  png.data = Buffer.from(data)
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 9 })
}

/** Every four pixels become one, of 32 tints a channel: more would be weight that nobody sees. */
export function sketched({ width, height, data }: Picture): Picture {
  const [half, low] = [Math.floor(width / 2), Math.floor(height / 2)]
  const small = new Uint8Array(half * low * 4)
  for (let y = 0; y < low; y++) {
    for (let x = 0; x < half; x++) {
      const at = (2 * y * width + 2 * x) * 4
      for (let part = 0; part < 4; part++) {
        const sum =
          (data[at + part] ?? 0) +
          (data[at + 4 + part] ?? 0) +
          (data[at + width * 4 + part] ?? 0) +
          (data[at + width * 4 + 4 + part] ?? 0)
        small[(y * half + x) * 4 + part] = Math.min(255, Math.round(sum / 4 / TINT) * TINT)
      }
    }
  }
  return { width: half, height: low, data: small }
}

/** In what they differ, for people; undefined when a person would call them the same. */
export function difference(one: Picture, other: Picture): string | undefined {
  if (one.width !== other.width || one.height !== other.height)
    return `${one.width} × ${one.height} instead of ${other.width} × ${other.height}`
  let [squares, wrong] = [0, 0]
  let first: string | undefined
  for (let top = 0; top < one.height; top += SQUARE) {
    for (let left = 0; left < one.width; left += SQUARE) {
      squares++
      if (farApart(one, other, left, top) <= TOLERATED) continue
      wrong++
      first ??= `the first at ${left * 2}, ${top * 2} of the page`
    }
  }
  return wrong > squares * TOLERATED_SHARE ? `${wrong} of ${squares} squares, ${first}` : undefined
}

/** How far apart the mean colours of a square are, by the channel in which they are farthest. */
function farApart(one: Picture, other: Picture, left: number, top: number): number {
  const sums = [0, 0, 0]
  let pixels = 0
  for (let y = top; y < Math.min(top + SQUARE, one.height); y++) {
    for (let x = left; x < Math.min(left + SQUARE, one.width); x++) {
      const at = (y * one.width + x) * 4
      pixels++
      for (let part = 0; part < 3; part++)
        sums[part] = (sums[part] ?? 0) + (one.data[at + part] ?? 0) - (other.data[at + part] ?? 0)
    }
  }
  return Math.max(...sums.map((sum) => Math.abs(sum / pixels)))
}
