import { compareUtf8, type LabelSet } from './labels.ts'

const OFFSET_BASIS = 14695981039346656037n
const SEPARATOR = 0xff
const LOW_HALF = 0xffffffff

const utf8 = new TextEncoder()

/**
 * Alertmanager's fingerprint of a label set: 64-bit FNV-1a over name, 0xFF, value, 0xFF of every label,
 * names sorted bytewise; 16 lower-case hex digits. Labels with empty values are left out first.
 *
 * The 64-bit product is formed from 32- and 16-bit parts, because bigint arithmetic per byte is
 * some thirty times slower and this runs once for every reported alert.
 */
export function fingerprint(labels: LabelSet): string {
  let high = Number(OFFSET_BASIS >> 32n)
  let low = Number(OFFSET_BASIS & BigInt(LOW_HALF))

  const mix = (byte: number): void => {
    low = (low ^ byte) >>> 0
    // The prime is 2^40 + 0x1b3: hash * prime = (hash << 40) + hash * 0x1b3, modulo 2^64.
    const product = low * 0x1b3
    const carry = Math.floor(product / 0x100000000)
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) >>> 0
    low = product >>> 0
  }
  const mixText = (text: string): void => {
    let ascii = 0
    for (; ascii < text.length; ascii++) {
      const unit = text.charCodeAt(ascii)
      if (unit > 0x7f) break
      mix(unit)
    }
    // Encoding costs more than mixing, and most labels are plain.
    if (ascii < text.length) for (const byte of utf8.encode(text.slice(ascii))) mix(byte)
    mix(SEPARATOR)
  }

  for (const name of Object.keys(labels).sort(compareUtf8)) {
    const value = labels[name] as string
    if (value === '') continue
    mixText(name)
    mixText(value)
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}
