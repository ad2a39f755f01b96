import { foldedRunes } from './case-folding.ts'
import { PERL_CLASSES, POSIX_CLASSES, unicodeClass } from './named-classes.ts'
import { readEscape } from './read-escape.ts'
import { mistake, type Reading } from './reading.ts'
import { normal, others, type Runes } from './runes.ts'

/** Reading one of Unicode's classes out of the platform takes as long as so many signs. */
const UNICODE_CLASS = 4_000

/** `\d`, `\W`, `\pL`, `\P{^Greek}` where one stands here; undefined, and nothing taken, where none does. */
export function readNamedClass(reading: Reading, folds: boolean): Runes | undefined {
  const [, letter = ''] = /^\\([dswDSWpP])/.exec(reading.text.slice(reading.at, reading.at + 2)) ?? []
  if (letter === '') return undefined
  if (letter === 'p' || letter === 'P') return readUnicodeClass(reading, folds, letter === 'P')
  reading.at += 2
  const small = letter.toLowerCase()
  return ofClass(reading, PERL_CLASSES[small] as Runes, folds, letter !== small)
}

function readUnicodeClass(reading: Reading, folds: boolean, isOpposite: boolean): Runes {
  const from = reading.at
  reading.at += 2
  let name = String.fromCodePoint(reading.next())
  if (name === '{') {
    const end = reading.text.indexOf('}', reading.at)
    if (end < 0) throw mistake('invalid character class range', reading.text.slice(from))
    name = reading.text.slice(reading.at, end)
    reading.at = end + 1
  }
  const isNegated = name.startsWith('^')
  const runes = unicodeClass(isNegated ? name.slice(1) : name)
  if (runes === undefined) throw mistake('invalid character class range', reading.since(from))
  reading.chargePlaces(UNICODE_CLASS)
  return ofClass(reading, runes, folds, isNegated !== isOpposite)
}

function ofClass(reading: Reading, runes: Runes, folds: boolean, isNegated: boolean): Runes {
  const all = folds ? foldedIn(reading, runes) : runes
  return reading.charge(isNegated ? others(all) : all)
}

/** Counts what folding costs. */
export function foldedIn(reading: Reading, runes: Runes): Runes {
  return foldedRunes(runes, (letters) => reading.chargePlaces(letters))
}

/** Reads a class in brackets. */
export function readClass(reading: Reading, folds: boolean): Runes {
  const from = reading.at
  reading.at++
  const isNegated = reading.peek() === '^'
  if (isNegated) reading.at++
  const pairs: number[] = []
  // A bracket that comes first is a member.
  for (let isFirst = true; isFirst || reading.peek() !== ']'; isFirst = false) {
    const named = readPosixClass(reading, folds) ?? readNamedClass(reading, folds)
    if (named !== undefined) {
      for (const rune of named) pairs.push(rune)
      continue
    }
    const start = reading.at
    const first = readMember(reading, from)
    let last = first
    if (
      reading.peek() === '-' &&
      reading.at + 1 < reading.text.length &&
      reading.text[reading.at + 1] !== ']'
    ) {
      reading.at++
      last = readMember(reading, from)
      if (last < first) throw mistake('invalid character class range', reading.since(start))
    }
    if (folds) for (const rune of foldedIn(reading, [first, last])) pairs.push(rune)
    else pairs.push(first, last)
  }
  reading.at++
  const runes = normal(pairs)
  return reading.charge(isNegated ? others(runes) : runes)
}

/** `[:alpha:]` within brackets. */
function readPosixClass(reading: Reading, folds: boolean): Runes | undefined {
  if (!reading.looksAt('[:')) return undefined
  const end = reading.text.indexOf(':]', reading.at + 2)
  if (end < 0) return undefined
  const from = reading.at
  const inside = reading.text.slice(from + 2, end)
  const isNegated = inside.startsWith('^')
  const name = isNegated ? inside.slice(1) : inside
  reading.at = end + 2
  const runes = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined
  if (runes === undefined) throw mistake('invalid character class range', reading.since(from))
  return ofClass(reading, runes, folds, isNegated)
}

function readMember(reading: Reading, open: number): number {
  if (reading.isAtEnd) throw mistake('missing closing ]', reading.text.slice(open))
  return reading.peek() === '\\' ? readEscape(reading) : reading.next()
}
