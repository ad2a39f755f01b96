import { randomFillSync } from 'node:crypto'

const DIGITS = Buffer.from('0123456789abcdef')
const BYTES = 16
/** Random bytes are asked for so many ids at a time. */
const IDS = 256

/**
 * A random UUID (RFC 9562, version 4) as one text. That of `randomUUID` stays in the twenty pieces that it was put
 * together from, and each of them is another thing for the collector to move for as long as an event is kept.
 */
export const newId: () => string = idsFrom(randomFillSync)

export function idsFrom(fill: (random: Buffer) => unknown): () => string {
  const random = Buffer.alloc(IDS * BYTES)
  const text = Buffer.from('xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx')
  let used = random.length
  return () => {
    if (used === random.length) {
      fill(random)
      used = 0
    }
    let at = 0
    for (let n = 0; n < BYTES; n++) {
      if (n === 4 || n === 6 || n === 8 || n === 10) at++
      let byte = random[used + n] as number
      if (n === 6) byte = (byte & 0x0f) | 0x40
      if (n === 8) byte = (byte & 0x3f) | 0x80
      text[at++] = DIGITS[byte >> 4] as number
      text[at++] = DIGITS[byte & 15] as number
    }
    used += BYTES
    return text.toString('latin1')
  }
}
