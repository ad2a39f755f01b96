import { RE2JS } from 're2js'
import { complexityOf, MOST_COMPLEXITY } from './complexity.ts'
import { literalTest } from './required-literals.ts'
import { counted, type Work } from './work.ts'

type Test = (text: string, work?: Work) => boolean

export type Pattern =
  | {
      readonly ok: true
      /** Counts its steps in `work`. */
      readonly test: Test
      /** What one character of a text may cost, in steps. */
      readonly size: number
      /** What compiling it cost (`complexityOf`); 0 where nothing had to be compiled. */
      readonly complexity: number
    }
  | { readonly ok: false; readonly reason: string }

/** Characters of one expression. A list of a thousand hosts fits. */
const MOST_CHARACTERS = 32_768
/**
 * Instructions of a compiled expression: each costs up to 60 ns for every character of a value, so that the worst
 * one takes about 2 ms for a label of 100 characters. `(a{1,10}){1,100}` has 2,203, and what people write under 100.
 */
const MOST_INSTRUCTIONS = 400
/** How many answers of one expression are remembered: the same values come again and again. */
const REMEMBERED = 1_000
const LONGEST_REMEMBERED = 256

/** What a list of names consists of: signs that mean themselves, escaped signs, and the dot for any sign. */
const NAME_SIGN = /[\w :/@%=,;&'"<>#!~-]|[^\0-\x7f]|\\([!-/:-@[-^{-~])|\./gu
const NAMES = new RegExp(`^(?:${NAME_SIGN.source}|\\|)*$`, 'u')

/**
 * Longer texts are matched without the engine's automaton: it is several times faster with what people write, but
 * with hostile expressions it grows with every character (50 ms for 2,048 of them, and 8 without).
 */
const LONG_TEXT = 256

/**
 * Compiles an expression of RE2's syntax, which has to match the whole text, as in Alertmanager. What would be
 * too slow is refused: whoever may write a filter or a silence must not be able to stall the server.
 */
export function compilePattern(pattern: string): Pattern {
  if (pattern.length > MOST_CHARACTERS) {
    return {
      ok: false,
      reason: `is refused: it has ${pattern.length} characters; at most ${MOST_CHARACTERS} are allowed`,
    }
  }
  // A list of names repeats nothing, so that it may be long, and JavaScript's own engine is safe with it.
  if (NAMES.test(pattern)) {
    const names = new RegExp(`^(?:${pattern.replace(NAME_SIGN, asLiteral)})$`, 'su')
    // At worst every name is looked at from its begin to its end; most are left at their first sign.
    const most = pattern.length
    return {
      ok: true,
      size: 1,
      complexity: 0,
      test: (text, work) => counted(work, most, () => names.test(text)),
    }
  }
  const complexity = complexityOf(pattern)
  if (complexity > MOST_COMPLEXITY) return { ok: false, reason: tooComplex(complexity, MOST_COMPLEXITY) }
  try {
    const compiled = RE2JS.compile(`^(?:${pattern})$`, RE2JS.DOTALL)
    const size = compiled.programSize()
    if (size > MOST_INSTRUCTIONS) return { ok: false, reason: tooComplex(size, MOST_INSTRUCTIONS) }
    const run = (text: string): boolean =>
      text.length > LONG_TEXT ? compiled.matcher(text).matches() : compiled.matches(text)
    const test = remembering((text, work) => counted(work, (text.length + 1) * size, () => run(text)))
    const mayMatch = literalTest(pattern)
    if (mayMatch === undefined) return { ok: true, size, complexity, test }
    return { ok: true, size, complexity, test: (text, work) => mayMatch(text) && test(text, work) }
  } catch (error) {
    return { ok: false, reason: `does not compile as RE2: ${ownMistake(pattern) ?? messageOf(error)}` }
  }
}

function tooComplex(size: number, most: number): string {
  return `is refused: it is too complex: ${size} steps, at most ${most}; make its repetitions smaller, or split it into several`
}

/** What is wrong with the expression as it was written, without what is put around it here. */
function ownMistake(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A sign of RE2 as one of JavaScript, which knows fewer escapes. */
function asLiteral(sign: string, escaped: string | undefined): string {
  if (sign === '.') return sign
  return `\\u{${(escaped ?? sign).codePointAt(0)?.toString(16)}}`
}

/** Remembers the answers to short texts; all are forgotten when there are too many. */
function remembering(test: Test): Test {
  const answers = new Map<string, boolean>()
  return (text, work) => {
    if (text.length > LONGEST_REMEMBERED) return test(text, work)
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = test(text, work)
    if (answers.size >= REMEMBERED) answers.clear()
    answers.set(text, answer)
    return answer
  }
}
