import type { Millis } from '@watchfloor/contract'
import type { Problem } from '../ground/problem.ts'
import type { YamlMap, YamlNode } from './go-yaml.ts'
import { nearest } from './nearest.ts'
import { parseDuration } from './parse-duration.ts'

/** Nodes that one file may come to with its aliases followed: a few lines of them can stand for billions. */
const MOST_NODES = 1_000_000

/**
 * Where secrets may stand, whose values are not repeated in messages. What is there instead of the whole file may be
 * one: somebody may have named the wrong file.
 */
const SECRET = /^($|(global|receivers|tracing|event_recorder)\b)/
/** What a key looks like; anything else in its place may be a value that has lost its key. */
const KEY = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/

/** What was given for each key of a structure, in the order in which it applies: merges bring the same key again. */
export type Fields = ReadonlyMap<string, readonly YamlNode[]>

/**
 * Reads the nodes of a file as what is wanted of them, strictly and by the rules of Go's yaml.v2, and gathers
 * everything that is wrong, not only the first. `where` is a key's path, such as `route.routes[1].matchers`. Null is
 * the same as absent, everywhere.
 */
export class Decoder {
  readonly problems: Problem[] = []
  readonly #file: string
  #nodes = 0

  constructor(file: string) {
    this.#file = file
  }

  problem(where: string, message: string, node?: YamlNode): void {
    const line = node === undefined ? '' : ` (line ${node.line})`
    this.problems.push({
      where: where === '' ? this.#file : `${this.#file}: ${where}`,
      message: `${message}${line}`,
    })
  }

  /** The keys of a structure, all of them known and none given twice; none when the node is null or absent. */
  fields(node: YamlNode | undefined, where: string, known: readonly string[]): Fields {
    const fields = new Map<string, YamlNode[]>()
    this.#takeFields(node, where, known, fields)
    return fields
  }

  /** A text; numbers and flags too, as they are written. */
  text(node: YamlNode | undefined, where: string): string | undefined {
    if (node === undefined || !this.#counts(where)) return undefined
    // The library in Go asks what a value is before it asks whether it is null, but for these two spellings.
    if (isNull(node)) return node.kind === 'scalar' && /^N(ull|ULL)$/.test(node.text) ? '' : undefined
    if (node.kind === 'scalar') return node.text
    this.#expected(node, where, 'a text')
    return undefined
  }

  /** `true`, `yes` and `on`, in the cases that YAML 1.1 knows; a text in quotes is none. */
  flag(node: YamlNode | undefined, where: string): boolean | undefined {
    if (node === undefined || isNull(node)) return undefined
    if (node.kind === 'scalar' && node.means === 'true') return true
    if (node.kind === 'scalar' && node.means === 'false') return false
    this.#expected(node, where, 'true or false')
    return undefined
  }

  /** A duration as Prometheus writes it, such as `5m` or `1h30m`. */
  duration(node: YamlNode | undefined, where: string): Millis | undefined {
    const text = this.text(node, where)
    if (text === undefined) return undefined
    const duration = parseDuration(text)
    if (duration === undefined)
      this.problem(
        where,
        `${JSON.stringify(text)} is no duration; expected one such as 30s, 5m or 1h30m`,
        node,
      )
    return duration
  }

  /** The items of a list; undefined when it is absent, and not the same as an empty one. */
  list(node: YamlNode | undefined, where: string): readonly YamlNode[] | undefined {
    if (node === undefined || isNull(node) || !this.#counts(where)) return undefined
    if (node.kind === 'list') return node.items
    this.#expected(node, where, 'a list')
    return undefined
  }

  texts(node: YamlNode | undefined, where: string): readonly string[] | undefined {
    return this.list(node, where)?.map((item, n) => this.text(item, `${where}[${n}]`) ?? '')
  }

  /** Names and texts, undefined for null; what is merged in and what is written out are taken together. */
  textMap(nodes: readonly YamlNode[] | undefined, where: string): ReadonlyMap<string, string | undefined> {
    const texts = new Map<string, string | undefined>()
    for (const node of nodes ?? []) this.#takeTexts(node, where, texts)
    return texts
  }

  /** A map of labels. */
  labels(nodes: readonly YamlNode[] | undefined, where: string): Readonly<Record<string, string>> {
    const labels = [...this.textMap(nodes, where)]
    for (const [name] of labels) if (name === '') this.problem(where, 'a label name is empty')
    return Object.fromEntries(labels.map(([name, text]) => [name, text ?? '']))
  }

  /** Is it some keys and values, or absent? What is in them is not looked at. */
  unread(node: YamlNode | undefined, where: string): void {
    if (node !== undefined && !isNull(node) && node.kind !== 'map')
      this.#expected(node, where, 'keys and values')
  }

  #takeTexts(node: YamlNode, where: string, into: Map<string, string | undefined>): void {
    const map = this.#map(node, where)
    for (const { key, value, isMerge } of map?.entries ?? []) {
      if (isMerge) {
        for (const merged of this.#merged(value, where)) this.#takeTexts(merged, where, into)
        continue
      }
      const name = this.text(key, where) ?? ''
      if (into.has(name)) this.problem(`${where}.${name}`, 'is given twice', key)
      into.set(name, this.text(value, `${where}.${name}`))
    }
  }

  #takeFields(
    node: YamlNode | undefined,
    where: string,
    known: readonly string[],
    into: Map<string, YamlNode[]>,
  ): void {
    const own = new Set<string>()
    const path = (name: string): string => (where === '' ? name : `${where}.${name}`)
    for (const { key, value, isMerge } of this.#map(node, where)?.entries ?? []) {
      if (isMerge) {
        for (const merged of this.#merged(value, where)) this.#takeFields(merged, where, known, into)
        continue
      }
      const name = this.text(key, where) ?? ''
      if (!known.includes(name)) {
        const meant = nearest(name, known)
        const hint = meant === undefined ? '' : `; did you mean ${meant}?`
        const shown = KEY.test(name) || !SECRET.test(where) ? path(name) : path('<secret>')
        this.problem(shown, `is no key that Alertmanager knows here${hint}`, key)
        continue
      }
      if (own.has(name)) this.problem(path(name), 'is given twice', key)
      own.add(name)
      into.set(name, [...(into.get(name) ?? []), value])
    }
  }

  /** What `<<` takes in: a map, or several, the first of which wins. */
  #merged(node: YamlNode, where: string): readonly YamlNode[] {
    if (node.kind === 'map') return [node]
    if (node.kind === 'list' && node.items.every(({ kind }) => kind === 'map')) return node.items.toReversed()
    this.problem(where, 'what << merges must be keys and values, or a list of such', node)
    return []
  }

  #map(node: YamlNode | undefined, where: string): YamlMap | undefined {
    if (node === undefined || isNull(node) || !this.#counts(where)) return undefined
    if (node.kind === 'map') return node
    this.#expected(node, where, 'keys and values')
    return undefined
  }

  #expected(node: YamlNode, where: string, wanted: string): void {
    const text = node.kind === 'scalar' && !SECRET.test(where) ? JSON.stringify(node.text) : 'a text'
    const got = node.kind === 'scalar' ? text : node.kind === 'list' ? 'a list' : 'keys and values'
    this.problem(where, `expected ${wanted}, not ${got}`, node)
  }

  /** One node more; false once there are too many. */
  #counts(where: string): boolean {
    this.#nodes++
    if (this.#nodes === MOST_NODES)
      this.problem(where, `with its aliases followed, the file has over ${MOST_NODES} values`)
    return this.#nodes < MOST_NODES
  }
}

/** The value that holds, of those that were given for a key. */
export function last(nodes: readonly YamlNode[] | undefined): YamlNode | undefined {
  return nodes?.findLast((node) => !isNull(node))
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.means === 'null'
}
