import { PNG } from 'pngjs'

/** Red, green, blue and alpha of each pixel, row by row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

/** undefined when it is no PNG. */
export function readPng(bytes: Buffer): Picture | undefined {
  try {
    return PNG.sync.read(bytes)
  } catch {
    return undefined
  }
}

/** The pixels as the desktop's icons want them: alpha, red, green, blue. */
export function toArgb({ data }: Picture): Buffer {
  const pixels = Buffer.alloc(data.length)
  for (let at = 0; at < data.length; at += 4) pixels.writeUInt32BE(rotated(data.readUInt32BE(at)), at)
  return pixels
}

/** The last of the four bytes comes first. */
function rotated(rgba: number): number {
  return ((rgba >>> 8) | (rgba << 24)) >>> 0
}
