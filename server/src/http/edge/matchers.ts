import { type Matcher, type MatcherData, matcherFromData, type Parsed } from '@watchfloor/contract'

/** The matchers of a body, compiled; or which of them is wrong, and how. */
export function compiledMatchers(given: readonly MatcherData[]): Parsed<readonly Matcher[]> {
  const matchers: Matcher[] = []
  for (const [n, data] of given.entries()) {
    const matcher = matcherFromData(data)
    if (!matcher.ok) return { ok: false, error: `matchers[${n}]: ${matcher.error}` }
    matchers.push(matcher.value)
  }
  return { ok: true, value: matchers }
}
