import { type Compiled, type CompiledAll, compiledAll, compileMatcher, type Matcher } from './matcher.ts'
import { cutClassic, readClassic } from './read-classic.ts'
import { readUtf8 } from './read-utf8.ts'
import { type Parts, shortened } from './reading.ts'

/**
 * Reads one matcher, `name op value`, as amtool, Grafana and people write it, by the rules of Alertmanager 0.27 and
 * later (its fallback mode): the UTF-8 grammar and the classic one are both tried, and where they read different
 * things the classic one is right, so that a filter written years ago keeps its meaning. Braces are refused there too.
 */
export function parseMatcher(text: string): Compiled<Matcher> {
  if (text.startsWith('{') || text.endsWith('}')) {
    const error = `unexpected open or close brace: ${shortened(text)}; write one matcher without braces, and quote a value that ends with one`
    return { ok: false, error }
  }
  const classic = classicOf(text)
  if (classic.ok) return classic
  const read = readUtf8(text) ?? []
  const utf8 = read.length === 1 ? compiled(read[0] as Parts) : undefined
  return utf8?.ok ? utf8 : classic
}

/**
 * Reads a list of matchers, as a configuration has them: `{severity="critical", team=~"a|b"}`, the braces optional.
 * Of the two grammars the same holds as for one matcher.
 */
export function parseMatchers(text: string): Compiled<readonly Matcher[]> {
  const classic = compiledAll(cutClassic(text), classicOf)
  if (classic.ok) return classic
  const utf8 = readUtf8(text)
  const all = utf8 && compiledAll(utf8, compiled)
  return all?.ok ? all : classic
}

/** Reads texts of which each is one matcher, as a query repeats them. */
export function parseEachMatcher(texts: readonly string[]): CompiledAll {
  return compiledAll(texts, parseMatcher)
}

function classicOf(text: string): Compiled<Matcher> {
  const read = readClassic(text)
  return read.ok ? compiled(read.parts) : read
}

function compiled({ name, operator, value }: Parts): Compiled<Matcher> {
  return compileMatcher(name, operator, value)
}
