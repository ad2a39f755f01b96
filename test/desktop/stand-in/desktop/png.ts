import { inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** Bytes of one pixel, by PNG's colour type. Palettes are not decoded: our icons have none. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

export interface Size {
  readonly width: number
  readonly height: number
}

/** undefined when it is no PNG. */
export function pngSize(png: Buffer): Size | undefined {
  if (png.length < 33 || !png.subarray(0, 8).equals(SIGNATURE)) return undefined
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

/** A PNG of eight bits a channel as the desktop's icons want it: alpha, red, green, blue; row by row. */
export function pngToArgb(png: Buffer): (Size & { readonly pixels: Buffer }) | undefined {
  const size = pngSize(png)
  const channels = CHANNELS[png.length < 33 ? -1 : png.readUInt8(25)]
  const isPlain = size !== undefined && png.readUInt8(24) === 8 && png.readUInt8(28) === 0
  if (size === undefined || channels === undefined || !isPlain) return undefined
  const data = inflate(Buffer.concat(dataChunks(png)))
  if (data === undefined) return undefined
  const rows = unfilter(data, size, channels)
  const pixels = Buffer.alloc(size.width * size.height * 4)
  for (let i = 0; i < size.width * size.height; i++) {
    const pixel = rows.subarray(i * channels, (i + 1) * channels)
    pixels.set(toArgb(pixel), i * 4)
  }
  return { ...size, pixels }
}

function inflate(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data)
  } catch {
    return undefined
  }
}

function toArgb(pixel: Uint8Array): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 255] = pixel
  if (pixel.length >= 3) return [d, a, b, c]
  return [pixel.length === 2 ? b : 255, a, a, a]
}

function dataChunks(png: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 8; at + 8 <= png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return chunks
}

/** Undoes PNG's filters (PNG specification, chapter 9): each row begins with the number of its own. */
function unfilter(data: Buffer, { width, height }: Size, channels: number): Buffer {
  const stride = width * channels
  const out = Buffer.alloc(stride * height)
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (out[y * stride + x] ?? 0))
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const [left, up, corner] = [
        at(x - channels, y),
        at(x, y - 1),
        x < channels ? 0 : at(x - channels, y - 1),
      ]
      const value = data[y * (stride + 1) + 1 + x] ?? 0
      out[y * stride + x] = (value + predicted(filter, left, up, corner)) & 0xff
    }
  }
  return out
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4:
      return paeth(left, up, corner)
    default:
      return 0
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
