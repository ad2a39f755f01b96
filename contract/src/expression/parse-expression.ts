import {
  caught,
  EMPTY,
  either,
  type Node,
  type Place,
  placeNode,
  repeat,
  sequence,
  signNode,
} from './node.ts'
import { foldedIn, readClass, readNamedClass } from './read-class.ts'
import { readEscape } from './read-escape.ts'
import { mistake, Reading, Refusal } from './reading.ts'
import { ANY, others, type Runes } from './runes.ts'

export type Parsed =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly reason: string }

/** Go's limits: how often a sign may be repeated by counts, and how deep an expression may nest. */
const MOST_TIMES = 1_000
const MOST_HEIGHT = 1_000

const NO_NEWLINE = others([0x0a, 0x0a])
const PLACES: Readonly<Record<string, Place>> = {
  A: 'text-begin',
  z: 'text-end',
  b: 'word-edge',
  B: 'no-word-edge',
}

interface Flags {
  /** `i`: case is ignored. */
  readonly folds: boolean
  /** `m`: `^` and `$` stand at every line. */
  readonly hasLines: boolean
  /** `s`: the dot takes a newline as well. */
  readonly dotTakesAll: boolean
}

interface Group {
  readonly captures: boolean
  /** As they are again after the group. */
  readonly flagsBefore: Flags
  readonly branches: Node[]
  parts: Node[]
}

/** Reads an expression of Go's RE2 syntax. `places`: how many signs and ranges it may have. */
export function parseExpression(text: string, places: number): Parsed {
  try {
    return { ok: true, node: new Parser(new Reading(text, places)).parse() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message }
    throw error
  }
}

class Parser {
  readonly #reading: Reading
  readonly #signs = new Map<string | number, Node>()
  #flags: Flags = { folds: false, hasLines: false, dotTakesAll: false }
  #group: Group = { captures: false, flagsBefore: this.#flags, branches: [], parts: [] }
  readonly #around: Group[] = []
  /** Where the repetition begins that was read just now. */
  #repetition: number | undefined

  constructor(reading: Reading) {
    this.#reading = reading
  }

  parse(): Node {
    const reading = this.#reading
    while (!reading.isAtEnd) {
      const repetition = this.#repetition
      this.#repetition = undefined
      if (!this.#readRepeat(repetition)) this.#readOther()
    }
    if (this.#around.length > 0) throw mistake('missing closing )', reading.text)
    return this.#shallow(close(this.#group))
  }

  #shallow(node: Node): Node {
    if (node.height > MOST_HEIGHT) throw mistake('expression nests too deeply', this.#reading.text)
    return node
  }

  #readOther(): void {
    const reading = this.#reading
    switch (reading.peek()) {
      case '(':
        return this.#open()
      case ')':
        return this.#close()
      case '|':
        reading.at++
        this.#group.branches.push(sequence(this.#group.parts))
        this.#group.parts = []
        return
      case '^':
        reading.at++
        return this.#push(placeNode(this.#flags.hasLines ? 'line-begin' : 'text-begin'))
      case '$':
        reading.at++
        return this.#push(placeNode(this.#flags.hasLines ? 'line-end' : 'text-end'))
      case '.':
        reading.at++
        return this.#pushRunes(this.#flags.dotTakesAll ? ANY : NO_NEWLINE)
      case '[':
        return this.#pushRunes(readClass(reading, this.#flags.folds))
      case '\\':
        return this.#readEscaped()
      default:
        return this.#pushSign(reading.next())
    }
  }

  #readEscaped(): void {
    const reading = this.#reading
    const letter = reading.text[reading.at + 1] ?? ''
    const place = Object.hasOwn(PLACES, letter) ? PLACES[letter] : undefined
    if (place !== undefined) {
      reading.at += 2
      return this.#push(placeNode(place))
    }
    if (letter === 'Q') {
      const found = reading.text.indexOf('\\E', reading.at + 2)
      const end = found < 0 ? reading.text.length : found
      reading.at += 2
      while (reading.at < end) this.#pushSign(reading.next())
      if (found >= 0) reading.at += 2
      return
    }
    const named = readNamedClass(reading, this.#flags.folds)
    if (named !== undefined) this.#pushRunes(named)
    else this.#pushSign(readEscape(reading))
  }

  #pushSign(rune: number): void {
    const { folds } = this.#flags
    const key = folds ? -1 - rune : rune
    const known = this.#signs.get(key)
    const runes: Runes = [rune, rune]
    const node = known ?? signNode(folds ? foldedIn(this.#reading, runes) : runes)
    if (known === undefined) this.#signs.set(key, node)
    this.#push(node)
  }

  #pushRunes(runes: Runes): void {
    const node = signNode(runes)
    if (node.kind !== 'sign') return
    const known = this.#signs.get(node.key)
    if (known === undefined) this.#signs.set(node.key, node)
    this.#push(known ?? node)
  }

  #push(node: Node): void {
    this.#group.parts.push(this.#shallow(node))
  }

  /** False, and nothing taken, where no repetition stands. `after`: where the one just before it begins. */
  #readRepeat(after: number | undefined): boolean {
    const reading = this.#reading
    const from = reading.at
    const counts = this.#counts()
    if (counts === undefined) return false
    const [least, most, isCounted] = counts
    const { parts } = this.#group
    const part = parts.pop()
    if (isCounted && !(least <= MOST_TIMES && (most <= MOST_TIMES || most === Infinity) && least <= most)) {
      throw mistake('invalid repeat count', reading.since(from))
    }
    if (part === undefined) throw mistake('missing argument to repetition operator', reading.since(from))
    // To take as few as can be is no matter here.
    if (reading.peek() === '?') reading.at++
    if (after !== undefined) throw mistake('invalid nested repetition operator', reading.since(after))
    const node = repeat(part, least, most, isCounted)
    if (isCounted && (least >= 2 || (most >= 2 && most !== Infinity)) && node.times > MOST_TIMES) {
      throw mistake('invalid repeat count', reading.since(from))
    }
    this.#push(node)
    this.#repetition = from
    return true
  }

  #counts(): readonly [least: number, most: number, isCounted: boolean] | undefined {
    const reading = this.#reading
    const sign = reading.peek()
    if (sign === '*' || sign === '+' || sign === '?') {
      reading.at++
      return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity, false]
    }
    if (sign !== '{') return undefined
    // Braces of any other form are signs; numbers that begin with a zero are none.
    const written = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(
      reading.text.slice(reading.at, reading.at + 2_048),
    )
    if (written === null) return undefined
    const [whole, first, comma, second] = written
    reading.at += whole.length
    const least = Number(first)
    const most = comma === undefined ? least : second === undefined ? Infinity : Number(second)
    // A number that is too large must not be taken for no limit.
    return [least, second !== undefined && most === Infinity ? Number.MAX_VALUE : most, true]
  }

  #open(): void {
    const reading = this.#reading
    const flagsBefore = this.#flags
    let captures = true
    if (!reading.looksAt('(?')) reading.at++
    else if (reading.looksAt('(?P<') || reading.looksAt('(?<')) this.#readName()
    else {
      const opens = this.#readFlags()
      if (!opens) return
      captures = false
    }
    this.#around.push(this.#group)
    this.#group = { captures, flagsBefore, branches: [], parts: [] }
  }

  #readName(): void {
    const reading = this.#reading
    const from = reading.at
    const end = reading.text.indexOf('>', from)
    if (end < 0) throw mistake('invalid named capture', reading.text.slice(from))
    reading.at = end + 1
    if (!/^\(\?P?<\w+>$/.test(reading.since(from)))
      throw mistake('invalid named capture', reading.since(from))
  }

  /** `(?i)`, `(?s-m:`; answers whether a group begins with it. */
  #readFlags(): boolean {
    const reading = this.#reading
    const from = reading.at
    const [whole, on = '', minus, off = '', end] =
      /^\(\?([imsU]*)(?:(-)([imsU]+))?([:)])/.exec(reading.text.slice(from, from + 2_048)) ?? []
    if (whole === undefined) {
      const wrong = /^\(\?[imsU-]*/.exec(reading.text.slice(from))?.[0] ?? ''
      throw mistake('invalid or unsupported Perl syntax', reading.text.slice(from, from + wrong.length + 1))
    }
    reading.at += whole.length
    const now = (letter: string, before: boolean): boolean =>
      minus !== undefined && off.includes(letter) ? false : before || on.includes(letter)
    const { folds, hasLines, dotTakesAll } = this.#flags
    this.#flags = { folds: now('i', folds), hasLines: now('m', hasLines), dotTakesAll: now('s', dotTakesAll) }
    return end === ':'
  }

  #close(): void {
    const reading = this.#reading
    const around = this.#around.pop()
    if (around === undefined) throw mistake('unexpected )', reading.text)
    reading.at++
    const { captures, flagsBefore } = this.#group
    const node = close(this.#group)
    this.#group = around
    this.#flags = flagsBefore
    this.#push(captures ? caught(node) : node)
  }
}

function close({ branches, parts }: Group): Node {
  if (branches.length === 0) return parts.length === 0 ? EMPTY : sequence(parts)
  return either([...branches, sequence(parts)])
}
