import { compileMatcher, type Matcher, parseMatchers } from '@watchfloor/contract'
import type { Findings } from './findings.ts'

/** `matchers`: a list of texts, each one matcher or several with commas between and braces around, as Alertmanager has it. */
export function readMatchers(value: unknown, where: string, findings: Findings): readonly Matcher[] {
  if (value === undefined || value === null) return []
  const texts = typeof value === 'string' ? [value] : value
  if (!Array.isArray(texts) || texts.some((text) => typeof text !== 'string')) {
    findings.problem(where, 'expected a list of matchers, such as [ severity="critical" ]')
    return []
  }
  return texts.flatMap((text: string) => {
    const matchers = parseMatchers(text)
    if (!matchers.ok) findings.problem(where, matchers.error)
    return matchers.ok ? matchers.value : []
  })
}

/** The older `match`, `match_re`, `source_match` and so on: label names and the values that they must have. */
export function readMatchMap(
  value: unknown,
  operator: '=' | '=~',
  where: string,
  findings: Findings,
): readonly Matcher[] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) {
    findings.problem(where, 'expected label names and their values, such as { severity: critical }')
    return []
  }
  return Object.entries(value).flatMap(([name, wanted]) => {
    const matcher = compileMatcher(name, operator, String(wanted))
    if (!matcher.ok) findings.problem(`${where}.${name}`, matcher.error)
    return matcher.ok ? [matcher.value] : []
  })
}
