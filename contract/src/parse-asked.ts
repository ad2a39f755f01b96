import { type Compiled, type CompiledAll, compiledAll, compileMatcher, type Matcher } from './matcher.ts'
import { parseMatcher, parseMatchers } from './parse-matcher.ts'
import { readUtf8 } from './read-utf8.ts'
import { shortened } from './reading.ts'

/**
 * Reads the matchers that somebody asked for, in a link, a draft or a field: each text is one matcher, or a list of
 * them, in braces or not. All of them, or which text cannot be read and why: one matcher less would take more than was
 * asked for (S28). A text of white space asks for nothing.
 */
export function parseAsked(texts: readonly string[]): CompiledAll {
  const value: Matcher[] = []
  for (const [index, text] of texts.entries()) {
    const read = parseText(text)
    if (!read.ok) return { ...read, index }
    for (const matcher of read.value) value.push(matcher)
  }
  // Each may be within what expressions may cost, and all of them not.
  return compiledAll(value, (matcher) => ({ ok: true, value: matcher }))
}

function parseText(given: string): Compiled<readonly Matcher[]> {
  const text = given.trim()
  if (text === '') return { ok: true, value: [] }
  if (text.startsWith('{')) return parseBraced(text)
  const one = parseMatcher(given)
  if (one.ok) return { ok: true, value: [one.value] }
  const list = parseMatchers(text)
  return list.ok ? list : one
}

/**
 * Links of Alertmanager's own pages have their matchers in braces and the values as JSON writes them, which the UTF-8
 * grammar reads alike; what is not of that grammar was written by hand. Without the last brace a link was cut off.
 */
function parseBraced(text: string): Compiled<readonly Matcher[]> {
  if (!text.endsWith('}')) {
    return { ok: false, error: `bad matcher format: the list does not end with a brace: ${shortened(text)}` }
  }
  const utf8 = readUtf8(text)
  const all = utf8 && compiledAll(utf8, ({ name, operator, value }) => compileMatcher(name, operator, value))
  return all?.ok ? all : parseMatchers(text)
}
