import { type Matcher, type MatcherData, matchersFromData, type Parsed } from '@watchfloor/contract'

/** The matchers of a body, compiled; or which of them is wrong, and how. */
export function matchersOfBody(given: readonly MatcherData[]): Parsed<readonly Matcher[]> {
  const read = matchersFromData(given)
  return read.ok ? read : { ok: false, error: `matchers[${read.index}]: ${read.error}` }
}
