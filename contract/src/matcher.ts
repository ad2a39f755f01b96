import { compileExpression, expressionMistake } from './expression/expression.ts'
import { MOST_PLACES } from './expression/most-places.ts'
import type { RequiredLiterals } from './expression/required-literals.ts'
import type { Work } from './expression/work.ts'
import type { LabelSet } from './labels.ts'
import { type Operator, shortened } from './reading.ts'
import type { MatcherData } from './silence.ts'

export type { Operator } from './reading.ts'

/** One label matcher, compiled. */
export interface Matcher {
  readonly name: string
  readonly operator: Operator
  readonly value: string
  /** What one character of a label may cost, in steps; 0 without an expression. */
  readonly size: number
  /** What compiling it takes, see `MOST_PLACES`; 0 without an expression. */
  readonly extent: number
  /** What one character of a label costs in the long run, where there is an expression, see `Expression`. */
  readonly lasting?: () => number
  /** Texts of which a value must have one to match the expression, where they can be told. */
  readonly required?: RequiredLiterals | undefined
  /** Does this label set pass? A missing label counts as empty. What it costs is counted in `work`. */
  readonly matches: (labels: LabelSet, work?: Work) => boolean
  /** The same in pieces of about so many steps, where there is an expression. */
  readonly inSteps?: (labels: LabelSet, work: Work, steps: number) => Generator<undefined, boolean>
}

export type Compiled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string }

/** A list of matchers; `index` is that of the one that is wrong. */
export type CompiledAll =
  | { readonly ok: true; readonly value: readonly Matcher[] }
  | { readonly ok: false; readonly index: number; readonly error: string }

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/

/** Compiles a matcher. Regular expressions are RE2 and match the whole value, as in Alertmanager. */
export function compileMatcher(name: string, operator: Operator, value: string): Compiled<Matcher> {
  if (operator === '=' || operator === '!=') {
    const wanted = operator === '='
    return {
      ok: true,
      value: {
        name,
        operator,
        value,
        size: 0,
        extent: 0,
        matches: (labels) => (labelValue(labels, name) === value) === wanted,
      },
    }
  }
  const pattern = compileExpression(value)
  if (!pattern.ok) return { ok: false, error: badExpression(value, pattern.reason) }
  const wanted = operator === '=~'
  return {
    ok: true,
    value: {
      name,
      operator,
      value,
      size: pattern.size,
      extent: pattern.extent,
      lasting: pattern.lasting,
      required: pattern.required,
      matches: (labels, work) => pattern.test(labelValue(labels, name), work) === wanted,
      *inSteps(labels, work, steps) {
        return (yield* pattern.testInSteps(labelValue(labels, name), work, steps)) === wanted
      },
    },
  }
}

/**
 * Compiles a matcher of a silence. Of these Alertmanager asks more than of a filter: a name, and an expression that is
 * one by itself, where a filter's may close the group that is put around it, as `a)|(?:b` does.
 */
export function compileSilenceMatcher(name: string, operator: Operator, value: string): Compiled<Matcher> {
  if (name === '') return { ok: false, error: 'invalid label name "": a matcher needs one' }
  const mistake = operator.endsWith('~') ? expressionMistake(value) : undefined
  if (mistake !== undefined) return { ok: false, error: badExpression(value, mistake) }
  return compileMatcher(name, operator, value)
}

function badExpression(value: string, reason: string): string {
  return `the expression ${quote(shortened(value))} ${reason}`
}

/** All of these hold. */
export function matchesAll(matchers: readonly Matcher[], labels: LabelSet, work?: Work): boolean {
  return matchers.every((matcher) => matcher.matches(labels, work))
}

/**
 * Does at least one of them limit what a silence takes? Alertmanager refuses a silence whose matchers all take an
 * absent label; a negative one limits in its eyes, although it takes alerts without the label.
 */
export function limitsSomething(matchers: readonly Matcher[]): boolean {
  return matchers.some(({ operator, matches }) => operator.startsWith('!') || !matches({}))
}

/** A matcher of a silence, or of what is asked about as silences are. */
export function matcherFromData(data: MatcherData): Compiled<Matcher> {
  return compileSilenceMatcher(data.name, operatorOf(data), data.value)
}

/** All of them, or the first that does not compile: half of them would take more than was meant. */
export function matchersFromData(all: readonly MatcherData[]): CompiledAll {
  return compiledAll(all, matcherFromData)
}

/** Compiles each of a list; stops at the first that cannot be, or with which they are too large together. */
export function compiledAll<T>(all: readonly T[], compile: (one: T) => Compiled<Matcher>): CompiledAll {
  const value: Matcher[] = []
  let extent = 0
  for (const [index, one] of all.entries()) {
    const compiled = compile(one)
    if (!compiled.ok) return { ...compiled, index }
    extent += compiled.value.extent
    if (extent > MOST_PLACES) {
      const error = `the expressions are too large together: ${extent} characters or places, and ${MOST_PLACES} are allowed; make them smaller, or ask in several requests`
      return { ok: false, index, error }
    }
    value.push(compiled.value)
  }
  return { ok: true, value }
}

export function operatorOf({ is_regex, is_equal }: Pick<MatcherData, 'is_regex' | 'is_equal'>): Operator {
  if (is_regex) return is_equal ? '=~' : '!~'
  return is_equal ? '=' : '!='
}

export function matcherToData(matcher: Matcher): MatcherData {
  return {
    name: matcher.name,
    value: matcher.value,
    is_regex: matcher.operator === '=~' || matcher.operator === '!~',
    is_equal: matcher.operator === '=' || matcher.operator === '=~',
  }
}

/** The matcher as people write it, its value quoted. */
export function formatMatcher(matcher: Pick<Matcher, 'name' | 'operator' | 'value'>): string {
  const name = CLASSIC_NAME.exec(matcher.name)?.[0] === matcher.name ? matcher.name : quote(matcher.name)
  return `${name}${matcher.operator}${quote(matcher.value)}`
}

function labelValue(labels: LabelSet, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] as string) : ''
}

function quote(text: string): string {
  return `"${text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`
}
