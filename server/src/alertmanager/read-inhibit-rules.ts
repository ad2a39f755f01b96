import { formatMatcher } from '@watchfloor/contract'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import type { Findings } from './findings.ts'
import { readMatchers, readMatchMap } from './read-matchers.ts'

/**
 * `inhibit_rules`, with the older `source_match`, `source_match_re`, `target_match` and `target_match_re` too. A rule
 * without matchers is legal and left out: every alert matches both of its sides, and such a one is never inhibited.
 */
export function readInhibitRules(value: unknown, findings: Findings): readonly InhibitRule[] {
  return findings.list(value, 'inhibit_rules').flatMap((item, n) => {
    const where = `inhibit_rules[${n}]`
    const rule = findings.object(item ?? {}, where)
    const side = (name: 'source' | 'target') => [
      ...readMatchers(rule[`${name}_matchers`], `${where}.${name}_matchers`, findings),
      ...readMatchMap(rule[`${name}_match`], '=', `${where}.${name}_match`, findings),
      ...readMatchMap(rule[`${name}_match_re`], '=~', `${where}.${name}_match_re`, findings),
    ]
    const [source, target] = [side('source'), side('target')]
    const equal = findings.texts(rule.equal, `${where}.equal`)
    if (source.length === 0 && target.length === 0) return []
    const sides = [source, target].map((matchers) => `{${matchers.map(formatMatcher).join(', ')}}`)
    const written = `${sides.join(' inhibits ')}${equal.length === 0 ? '' : ` with equal ${equal.join(', ')}`}`
    return { name: typeof rule.name === 'string' ? rule.name : written, source, target, equal }
  })
}
