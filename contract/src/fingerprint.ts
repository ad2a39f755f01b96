import { compareUtf8, type LabelSet } from './labels.ts'

/** How a fingerprint is written, as a pattern. */
export const FINGERPRINT_PATTERN = '[0-9a-f]{16}'

const WHOLE = new RegExp(`^${FINGERPRINT_PATTERN}$`)

export function isFingerprint(text: string): boolean {
  return WHOLE.test(text)
}

/** FNV's 64-bit offset basis 14695981039346656037, in halves. */
const BASIS_HIGH = 0xcbf29ce4 | 0
const BASIS_LOW = 0x84222325 | 0
/** The prime is 2^40 and this. */
const PRIME = 0x1b3
const SEPARATOR = 0xff

const utf8 = new TextEncoder()

const DIGITS = '0123456789abcdef'

/** Code of the digit that stands so many bits above the last. */
function digit(half: number, above: number): number {
  return DIGITS.charCodeAt((half >>> above) & 0xf)
}

/**
 * Alertmanager's fingerprint of a label set: 64-bit FNV-1a over name, 0xFF, value, 0xFF of every label,
 * names sorted bytewise; 16 lower-case hex digits. Labels with empty values are left out first.
 */
export function fingerprint(labels: LabelSet): string {
  const hash = new Hash()
  // Most senders sort already, and looking is cheaper than sorting.
  if (isSorted(labels)) for (const name in labels) hash.mixLabel(name, labels[name] as string)
  else for (const name of Object.keys(labels).sort(compareUtf8)) hash.mixLabel(name, labels[name] as string)
  return hash.hex()
}

function isSorted(labels: LabelSet): boolean {
  let before: string | undefined
  for (const name in labels) {
    if (before !== undefined && compareUtf8(before, name) > 0) return false
    before = name
  }
  return true
}

/**
 * The running hash, as two signed halves: this runs once for every reported alert, and whole numbers of 32 bits are all
 * that a processor multiplies at once without making anything.
 */
class Hash {
  #high = BASIS_HIGH
  #low = BASIS_LOW

  mixLabel(name: string, value: string): void {
    if (value === '') return
    this.#mixText(name)
    this.#mixText(value)
  }

  /** Takes in a text's UTF-8 bytes and the separator. */
  #mixText(text: string): void {
    let high = this.#high
    let low = this.#low
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      // Encoding costs more than mixing, and most labels are plain.
      if (unit > 0x7f) {
        this.#high = high
        this.#low = low
        for (const byte of utf8.encode(text.slice(i))) this.#mixByte(byte)
        this.#mixByte(SEPARATOR)
        return
      }
      low ^= unit
      high = highOfProduct(high, low)
      low = Math.imul(low, PRIME)
    }
    this.#high = high
    this.#low = low
    this.#mixByte(SEPARATOR)
  }

  /** In one piece: a text that is put together of several is looked up many times slower. */
  hex(): string {
    const [high, low] = [this.#high, this.#low]
    // biome-ignore format: two halves
    return String.fromCharCode(
      digit(high, 28), digit(high, 24), digit(high, 20), digit(high, 16), digit(high, 12), digit(high, 8), digit(high, 4), digit(high, 0),
      digit(low, 28), digit(low, 24), digit(low, 20), digit(low, 16), digit(low, 12), digit(low, 8), digit(low, 4), digit(low, 0),
    )
  }

  #mixByte(byte: number): void {
    const low = this.#low ^ byte
    this.#high = highOfProduct(this.#high, low)
    this.#low = Math.imul(low, PRIME)
  }
}

/**
 * The upper half of hash * prime = (hash << 40) + hash * PRIME, modulo 2^64. What the lower half carries over is formed
 * of its own halves.
 */
function highOfProduct(high: number, low: number): number {
  const carried = (Math.imul(low >>> 16, PRIME) + (Math.imul(low & 0xffff, PRIME) >>> 16)) >>> 16
  return (Math.imul(high, PRIME) + carried + (low << 8)) | 0
}
