import type { LabelSet } from './labels.ts'
import { compilePattern } from './pattern.ts'
import { type Operator, shortened } from './reading.ts'
import type { MatcherData } from './silence.ts'

export type { Operator } from './reading.ts'

/** One label matcher, compiled. */
export interface Matcher {
  readonly name: string
  readonly operator: Operator
  readonly value: string
  /** Does this label set pass? A missing label counts as empty. */
  readonly matches: (labels: LabelSet) => boolean
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
  if (name === '') return { ok: false, error: 'invalid label name "": a matcher needs one' }
  if (operator === '=' || operator === '!=') {
    const wanted = operator === '='
    return {
      ok: true,
      value: { name, operator, value, matches: (labels) => (labelValue(labels, name) === value) === wanted },
    }
  }
  const pattern = compilePattern(value)
  if (!pattern.ok) {
    return { ok: false, error: `the expression ${quote(shortened(value))} ${pattern.reason}` }
  }
  const wanted = operator === '=~'
  return {
    ok: true,
    value: { name, operator, value, matches: (labels) => pattern.test(labelValue(labels, name)) === wanted },
  }
}

/** All of these hold. */
export function matchesAll(matchers: readonly Matcher[], labels: LabelSet): boolean {
  return matchers.every((matcher) => matcher.matches(labels))
}

export function matcherFromData(data: MatcherData): Compiled<Matcher> {
  return compileMatcher(data.name, operatorOf(data), data.value)
}

/** All of them, or the first that does not compile: half of them would take more than was meant. */
export function matchersFromData(all: readonly MatcherData[]): CompiledAll {
  return compiledAll(all, matcherFromData)
}

/** Compiles each of a list; stops at the first that cannot be. */
export function compiledAll<T>(all: readonly T[], compile: (one: T) => Compiled<Matcher>): CompiledAll {
  const value: Matcher[] = []
  for (const [index, one] of all.entries()) {
    const compiled = compile(one)
    if (!compiled.ok) return { ...compiled, index }
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
