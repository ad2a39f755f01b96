import { mistake, type Reading } from './reading.ts'
import { MOST_RUNE } from './runes.ts'

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** Reads an escape that stands for one sign, from its backslash on; answers the sign. */
export function readEscape(reading: Reading): number {
  const from = reading.at
  reading.at++
  if (reading.isAtEnd) throw new Error('an expression is read with its end put around it')
  const rune = reading.next()
  const sign = String.fromCodePoint(rune)
  const control = CONTROL[sign]
  if (control !== undefined) return control
  const value = sign === 'x' ? hexadecimal(reading) : octal(reading, sign)
  if (value !== undefined) return value
  if (rune < 0x80 && !/[0-9A-Za-z]/.test(sign)) return rune
  throw mistake('invalid escape sequence', reading.since(from))
}

/** `\101`, `\0`; one digit alone that is none is a back-reference, which RE2 has not. */
function octal(reading: Reading, sign: string): number | undefined {
  if (!/[0-7]/.test(sign) || (sign !== '0' && !/[0-7]/.test(reading.peek() ?? ''))) return undefined
  let digits = sign
  while (digits.length < 3 && /[0-7]/.test(reading.peek() ?? ''))
    digits += String.fromCodePoint(reading.next())
  return Number.parseInt(digits, 8)
}

/** `\x41`, `\x{1F642}`. */
function hexadecimal(reading: Reading): number | undefined {
  if (reading.peek() !== '{') {
    const digits = reading.text.slice(reading.at, reading.at + 2)
    if (!/^[0-9a-f]{2}$/i.test(digits)) return undefined
    reading.at += 2
    return Number.parseInt(digits, 16)
  }
  const [whole, digits = ''] = /^\{([0-9a-f]+)\}/i.exec(reading.text.slice(reading.at, reading.at + 64)) ?? []
  const value = Number.parseInt(digits, 16)
  if (whole === undefined || value > MOST_RUNE) return undefined
  reading.at += whole.length
  return value
}
