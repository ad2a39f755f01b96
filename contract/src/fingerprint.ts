import { compareUtf8, type LabelSet } from './labels.ts'

/** How a fingerprint is written, as a pattern. */
export const FINGERPRINT_PATTERN = '[0-9a-f]{16}'

const WHOLE = new RegExp(`^${FINGERPRINT_PATTERN}$`)

export function isFingerprint(text: string): boolean {
  return WHOLE.test(text)
}

/** FNV's 64-bit offset basis 14695981039346656037, in halves. */
const BASIS_HIGH = 0xcbf29ce4
const BASIS_LOW = 0x84222325
const SEPARATOR = new Uint8Array([0xff])

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
  for (const name of sortedNames(labels)) {
    const value = labels[name] as string
    if (value === '') continue
    hash.mixText(name)
    hash.mixText(value)
  }
  return hash.hex()
}

/** Most senders sort already, and looking is cheaper than sorting. */
function sortedNames(labels: LabelSet): readonly string[] {
  const names = Object.keys(labels)
  for (let i = 1; i < names.length; i++) {
    if (compareUtf8(names[i - 1] as string, names[i] as string) > 0) return names.sort(compareUtf8)
  }
  return names
}

/**
 * The running hash. Its 64-bit product is formed from 32- and 16-bit parts, because bigint arithmetic per byte is
 * some thirty times slower and this runs once for every reported alert.
 */
class Hash {
  #high = BASIS_HIGH
  #low = BASIS_LOW

  /** Takes in a text's UTF-8 bytes and the separator. */
  mixText(text: string): void {
    let high = this.#high
    let low = this.#low
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      // Encoding costs more than mixing, and most labels are plain.
      if (unit > 0x7f) {
        this.#high = high
        this.#low = low
        this.#mixBytes(utf8.encode(text.slice(i)))
        this.#mixBytes(SEPARATOR)
        return
      }
      low = (low ^ unit) >>> 0
      // The prime is 2^40 + 0x1b3: hash * prime = (hash << 40) + hash * 0x1b3, modulo 2^64.
      const product = low * 0x1b3
      high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x100000000) + (low << 8)) >>> 0
      low = product >>> 0
    }
    this.#high = high
    this.#low = low
    this.#mixBytes(SEPARATOR)
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

  #mixBytes(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const low = (this.#low ^ byte) >>> 0
      const product = low * 0x1b3
      this.#high = (Math.imul(this.#high, 0x1b3) + Math.floor(product / 0x100000000) + (low << 8)) >>> 0
      this.#low = product >>> 0
    }
  }
}
