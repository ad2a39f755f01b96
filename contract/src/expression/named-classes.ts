import { ANY, normal, type Runes } from './runes.ts'

const DIGITS: Runes = [0x30, 0x39]
const UPPER: Runes = [0x41, 0x5a]
const LOWER: Runes = [0x61, 0x7a]
const WORD: Runes = [...DIGITS, ...UPPER, 0x5f, 0x5f, ...LOWER]

/** What `\d`, `\s` and `\w` stand for. */
export const PERL_CLASSES: Readonly<Record<string, Runes>> = {
  d: DIGITS,
  s: [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20],
  w: WORD,
}

/** What `[[:name:]]` stands for. */
export const POSIX_CLASSES: Readonly<Record<string, Runes>> = {
  alnum: [...DIGITS, ...UPPER, ...LOWER],
  alpha: [...UPPER, ...LOWER],
  ascii: [0, 0x7f],
  blank: [0x09, 0x09, 0x20, 0x20],
  cntrl: [0, 0x1f, 0x7f, 0x7f],
  digit: DIGITS,
  graph: [0x21, 0x7e],
  lower: LOWER,
  print: [0x20, 0x7e],
  punct: [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e],
  space: [0x09, 0x0d, 0x20, 0x20],
  upper: UPPER,
  word: WORD,
  xdigit: [...DIGITS, 0x41, 0x46, 0x61, 0x66],
}

const CATEGORIES =
  'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(
    ' ',
  )
/** Where texts that are searched at once begin and end, so that halves of pairs meet at no seam. */
const NEAR = [
  [0, 0xd7ff],
  [0xd800, 0xdbff],
  [0xdc00, 0xdfff],
  [0xe000, 0xffff],
  [0x10000, 0x1ffff],
  [0x20000, 0x33fff],
  [0xe0000, 0xe0fff],
] as const
/** Here all code points are of one kind, but for the last two of a plane. */
const FAR = [0x34000, 0x40000, 0xe1000, 0xf0000, 0x100000] as const
const found = new Map<string, Runes | undefined>()

/** What `\p{name}` stands for, as the platform's own tables have it; undefined when there is no such class. */
export function unicodeClass(name: string): Runes | undefined {
  if (name === 'Any') return ANY
  if (!/^[A-Za-z_]{1,32}$/.test(name)) return undefined
  if (!found.has(name)) found.set(name, read(name))
  return found.get(name)
}

function read(name: string): Runes | undefined {
  if (CATEGORIES.includes(name)) return scan(`\\p{${name}}`)
  if (name === 'Unknown') return undefined
  // Four letters alone are Unicode's short codes of scripts, but for those whose name has no more.
  if (name.length === 4 && !/^(?:Ahom|Cham|Kawi|Lisu|Modi|Newa|Thai|Toto)$/.test(name)) return undefined
  try {
    return scan(`\\p{Script=${name}}`)
  } catch {
    return undefined
  }
}

/** All code points that a property of the platform's own expressions takes. */
export function scan(property: string): Runes {
  const run = new RegExp(`${property}+`, 'gu')
  const pairs: number[] = []
  for (const [from, to] of NEAR) {
    const size = from < 0x10000 ? 1 : 2
    for (const { 0: text, index } of textOf(from, to).matchAll(run)) {
      const first = from + index / size
      pairs.push(first, first + text.length / size - 1)
    }
  }
  const one = new RegExp(`^${property}$`, 'u')
  for (const from of FAR) {
    const last = from === 0x40000 ? 0xdffff : from | 0xffff
    for (const [first, end] of [
      [from, last - 2],
      [last - 1, last],
    ] as const)
      if (one.test(String.fromCodePoint(first))) pairs.push(first, end)
  }
  return normal(pairs)
}

const texts = new Map<number, string>()

function textOf(from: number, to: number): string {
  let text = texts.get(from)
  if (text === undefined) {
    text = ''
    for (let rune = from; rune <= to; rune++) text += String.fromCodePoint(rune)
    texts.set(from, text)
  }
  return text
}
