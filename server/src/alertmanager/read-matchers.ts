import { compileMatcher, type Matcher, parseMatchers } from '@watchfloor/contract'
import type { Decoder } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'

/** Names that the older maps of matchers take, and the only ones that Prometheus took before it took any. */
const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

type Nodes = readonly YamlNode[] | undefined

/**
 * `matchers`: a list of texts, each one matcher or several with commas between and braces around. Lists that a merge
 * brought in stand beside the one that is written out.
 */
export function readMatchers(nodes: Nodes, where: string, decoder: Decoder): readonly Matcher[] {
  return (nodes ?? []).flatMap((node) =>
    (decoder.texts(node, where) ?? []).flatMap((text) => {
      const matchers = parseMatchers(text)
      if (!matchers.ok) decoder.problem(where, matchers.error, node)
      return matchers.ok ? matchers.value : []
    }),
  )
}

/** The older `match`, `match_re`, `source_match` and so on: label names and the values that they must have. */
export function readMatchMap(
  nodes: Nodes,
  operator: '=' | '=~',
  where: string,
  decoder: Decoder,
): readonly Matcher[] {
  return [...decoder.textMap(nodes, where)].flatMap(([name, wanted]) => {
    if (!CLASSIC_NAME.test(name)) {
      decoder.problem(where, `${JSON.stringify(name)} is no label name here; use matchers for it`)
      return []
    }
    if (wanted === undefined && operator === '=~') {
      decoder.problem(`${where}.${name}`, 'has no expression')
      return []
    }
    const matcher = compileMatcher(name, operator, wanted ?? '')
    if (!matcher.ok) decoder.problem(`${where}.${name}`, matcher.error)
    return matcher.ok ? [matcher.value] : []
  })
}
