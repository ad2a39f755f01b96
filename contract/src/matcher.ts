import type { LabelSet } from './labels.ts'
import { compilePattern } from './pattern.ts'
import type { MatcherData } from './silence.ts'

export type Operator = '=' | '!=' | '=~' | '!~'

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

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const UNQUOTED = /^[^\s{}!=~,\\"'`]+/
const OPERATOR = /^(=~|!~|!=|=)/

/**
 * Reads one matcher, `name op value`, as amtool, Grafana and people write it, by the rules of Alertmanager 0.27 and
 * later: the UTF-8 grammar and the classic one are both tried, and where they read different things the classic one
 * is right, so that a filter written years ago keeps its meaning. Braces around it are refused there too.
 */
export function parseMatcher(text: string): Compiled<Matcher> {
  if (text.startsWith('{') || text.endsWith('}')) {
    const error = `unexpected open or close brace: ${shortened(text)}; write one matcher without braces, and quote a value that ends with one`
    return { ok: false, error }
  }
  const [classic, utf8] = [parseClassic(text), parseUtf8(text)].map(
    (parts) => parts && compileMatcher(parts.name, parts.operator, parts.value),
  )
  if (classic?.ok) return classic
  if (utf8?.ok) return utf8
  return (
    classic ??
    utf8 ?? {
      ok: false,
      error: `bad matcher format: ${shortened(text)}; expected name="value" with =, !=, =~ or !~`,
    }
  )
}

/** Compiles a matcher. Regular expressions are RE2 and match the whole value, as in Alertmanager. */
export function compileMatcher(name: string, operator: Operator, value: string): Compiled<Matcher> {
  if (name === '') return { ok: false, error: 'a matcher needs a label name' }
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
  const operator = data.is_regex ? (data.is_equal ? '=~' : '!~') : data.is_equal ? '=' : '!='
  return compileMatcher(data.name, operator, data.value)
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

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function labelValue(labels: LabelSet, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] as string) : ''
}

interface Parts {
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

function parseUtf8(text: string): Parts | undefined {
  const name = token(text.trim())
  if (name === undefined || name.text === '') return undefined
  const operator = OPERATOR.exec(name.rest)?.[0] as Operator | undefined
  if (operator === undefined) return undefined
  const value = token(name.rest.slice(operator.length).trimStart())
  // Its list grammar lets a comma follow the last matcher.
  if (value === undefined || (value.rest !== '' && value.rest !== ',')) return undefined
  return { name: name.text, operator, value: value.text }
}

function token(text: string): { text: string; rest: string } | undefined {
  if (text.startsWith('"')) {
    const end = /^"(?:[^"\\\n]|\\.)*"/.exec(text)?.[0]
    if (end === undefined) return undefined
    const inner = unescapeGo(end.slice(1, -1))
    return inner === undefined ? undefined : { text: inner, rest: text.slice(end.length).trimStart() }
  }
  const word = UNQUOTED.exec(text)?.[0]
  return word === undefined ? undefined : { text: word, rest: text.slice(word.length).trimStart() }
}

function parseClassic(text: string): Parts | undefined {
  const trimmed = text.trim()
  const name = CLASSIC_NAME.exec(trimmed)?.[0]
  if (name === undefined) return undefined
  const rest = trimmed.slice(name.length).trimStart()
  const operator = OPERATOR.exec(rest)?.[0] as Operator | undefined
  if (operator === undefined) return undefined
  const raw = rest.slice(operator.length).trim()
  const quoted = raw.startsWith('"')
  if (!quoted && !/^(?:[^"\\]|\\[\s\S]|\\$)*$/.test(raw)) return undefined
  if (quoted && !/^"(?:[^"\\]|\\[\s\S])*"$/.test(raw)) return undefined
  const inner = quoted ? raw.slice(1, -1) : raw
  const value = inner.replace(/\\(["n\\])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  return { name, operator, value }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** Go's escapes in an interpreted string; undefined for one that Go refuses. */
function unescapeGo(text: string): string | undefined {
  let bad = false
  const result = text.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/g,
    (_, sequence: string) => {
      if (sequence.length === 1) {
        const plain = ESCAPES[sequence]
        if (plain === undefined) bad = true
        return plain ?? ''
      }
      const code = /^[0-7]/.test(sequence)
        ? Number.parseInt(sequence, 8)
        : Number.parseInt(sequence.slice(1), 16)
      if (code > 0x10ffff) bad = true
      return bad ? '' : String.fromCodePoint(code)
    },
  )
  return bad ? undefined : result
}

function quote(text: string): string {
  return `"${text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`
}
