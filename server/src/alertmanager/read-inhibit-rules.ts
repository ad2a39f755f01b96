import { formatMatcher } from '@watchfloor/contract'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import { type Decoder, last } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'
import { readMatchers, readMatchMap } from './read-matchers.ts'

const KNOWN = [
  'name',
  ...['source', 'target'].flatMap((side) => [`${side}_match`, `${side}_match_re`, `${side}_matchers`]),
  'equal',
]

/**
 * `inhibit_rules`, with the older `source_match`, `source_match_re`, `target_match` and `target_match_re` too. A rule
 * without matchers is legal and left out: every alert matches both of its sides, and such a one is never inhibited.
 */
export function readInhibitRules(node: YamlNode | undefined, decoder: Decoder): readonly InhibitRule[] {
  return (decoder.list(node, 'inhibit_rules') ?? []).flatMap((item, n) => {
    const where = `inhibit_rules[${n}]`
    const fields = decoder.fields(item, where, KNOWN)
    const side = (name: 'source' | 'target') => [
      ...readMatchers(fields.get(`${name}_matchers`), `${where}.${name}_matchers`, decoder),
      ...readMatchMap(fields.get(`${name}_match`), '=', `${where}.${name}_match`, decoder),
      ...readMatchMap(fields.get(`${name}_match_re`), '=~', `${where}.${name}_match_re`, decoder),
    ]
    const [source, target] = [side('source'), side('target')]
    const equal = decoder.texts(last(fields.get('equal')), `${where}.equal`) ?? []
    for (const label of equal)
      if (label === '') decoder.problem(`${where}.equal`, 'a label name is empty', item)
    const name = decoder.text(last(fields.get('name')), `${where}.name`) ?? ''
    if (source.length === 0 && target.length === 0) return []
    const sides = [source, target].map((matchers) => `{${matchers.map(formatMatcher).join(', ')}}`)
    const written = `${sides.join(' inhibits ')}${equal.length === 0 ? '' : ` with equal ${equal.join(', ')}`}`
    return { name: name === '' ? written : name, source, target, equal }
  })
}
