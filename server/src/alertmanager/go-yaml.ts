import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml'
import type { Problem } from '../ground/problem.ts'

/**
 * A YAML document as the library of Alertmanager sees it (gopkg.in/yaml.v2, which reads YAML 1.1): a scalar keeps its
 * text, and what that means is up to who reads it. Aliases are the nodes that they stand for. Lines count from 1.
 */
export type YamlNode = YamlScalar | YamlList | YamlMap

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly line: number
  readonly text: string
  /** What a plain scalar of this text is; anything but these three is `value`. */
  readonly means: 'null' | 'true' | 'false' | 'value'
}

export interface YamlList {
  readonly kind: 'list'
  readonly line: number
  readonly items: readonly YamlNode[]
}

export interface YamlMap {
  readonly kind: 'map'
  readonly line: number
  readonly entries: readonly YamlEntry[]
}

export interface YamlEntry {
  readonly key: YamlNode
  readonly value: YamlNode
  /** `<<`: what the value holds is taken in here. */
  readonly isMerge: boolean
}

export type ReadYaml =
  | { readonly ok: true; readonly root: YamlNode }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL'])
const TRUES = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const FALSES = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const INTEGER = /^[-+]?(0x[0-9a-f_]+|0b[01_]+|[0-9_]+)$/i
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?$|^[-+]?\.inf$|^\.nan$/i

/** Errors of the library that repeat what is there, and what is said instead. */
const REPEATING: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'the name of an anchor or alias may not end in a colon',
  BAD_DIRECTIVE: 'this is no directive of YAML',
  BAD_DQ_ESCAPE: 'a text in double quotes has a backslash before what needs none',
  BAD_PROP_ORDER: 'anchors and tags stand after what begins a list or a key',
  BAD_SCALAR_START: 'a text that begins with this character must stand in quotes',
  BAD_COLLECTION_TYPE: 'the tag is for another kind of value',
  IMPOSSIBLE: 'this is no YAML',
  TAG_RESOLVE_FAILED: 'the tag is none that is known',
  UNEXPECTED_TOKEN: 'this is not expected here',
}

/**
 * Reads the first document of a text, as Alertmanager does; what follows it is not looked at. Messages repeat nothing
 * of the file: any line of it may hold a secret, and a password may begin with `*` or `&`.
 */
export function readYaml(file: string, text: string): ReadYaml {
  const lines = new LineCounter()
  // No schema that gives texts a meaning: what a text means is decided here, by YAML 1.1 and what is asked for.
  const options = { version: '1.1', schema: 'failsafe', merge: false, uniqueKeys: false } as const
  const [document] = parseAllDocuments(text, {
    ...options,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
  })
  const empty: YamlScalar = { kind: 'scalar', line: 1, text: '', means: 'null' }
  if (document === undefined) return { ok: true, root: empty }
  const problems: Problem[] = document.errors.map(({ code, message, pos: [at] }) => ({
    where: file,
    message: `${REPEATING[code] ?? message} (line ${lines.linePos(at).line})`,
  }))
  if (problems.length > 0) return { ok: false, problems }

  const anchors = new Map<string, YamlNode | 'open'>()
  const lineOf = (node: Node): number => (node.range ? lines.linePos(node.range[0]).line : 1)
  const problem = (node: Node, message: string): YamlNode => {
    problems.push({ where: file, message: `${message} (line ${lineOf(node)})` })
    return empty
  }
  const convert = (node: unknown): YamlNode => {
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) return problem(node, 'an alias (*) is for an anchor (&) that is not there')
      if (target === 'open') return problem(node, 'an alias (*) stands in what it is for')
      return target
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return empty
    if (node.anchor !== undefined) anchors.set(node.anchor, 'open')
    const converted = convertOwn(node)
    if (node.anchor !== undefined) anchors.set(node.anchor, converted)
    return converted
  }
  const convertOwn = (node: Node): YamlNode => {
    const line = lineOf(node)
    if (isSeq(node)) return { kind: 'list', line, items: node.items.map(convert) }
    if (isMap(node)) {
      const entries = node.items.filter(isPair).map(({ key, value }): YamlEntry => {
        const isMerge = isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && key.tag === undefined
        return { key: convert(key), value: convert(value), isMerge }
      })
      return { kind: 'map', line, entries }
    }
    return isScalar(node) ? scalar(node, line) : empty
  }
  const scalar = (node: { value: unknown; type?: unknown; tag?: string }, line: number): YamlScalar => {
    const written = typeof node.value === 'string' ? node.value : ''
    const tag = node.tag?.replace(/^tag:yaml\.org,2002:/, '!!')
    const isPlain = node.type === 'PLAIN' || node.type === undefined
    const wrong = tag === undefined ? undefined : misTagged(tag, written)
    if (wrong !== undefined) problems.push({ where: file, message: `${wrong} (line ${line})` })
    if (tag === '!!binary')
      return { kind: 'scalar', line, text: Buffer.from(written, 'base64').toString(), means: 'value' }
    const means = tag === '!!null' ? 'null' : isPlain && tag !== '!!str' ? meaningOf(written) : 'value'
    return { kind: 'scalar', line, text: written, means }
  }

  const root = convert(document.contents)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, root }
}

function meaningOf(text: string): YamlScalar['means'] {
  if (NULLS.has(text)) return 'null'
  if (TRUES.has(text)) return 'true'
  return FALSES.has(text) ? 'false' : 'value'
}

/** A tag that the text does not fit; undefined when it does, or is unknown. */
function misTagged(tag: string, text: string): string | undefined {
  const fits =
    tag === '!!int'
      ? INTEGER.test(text)
      : tag === '!!float'
        ? FLOAT.test(text) || INTEGER.test(text)
        : tag === '!!bool'
          ? TRUES.has(text) || FALSES.has(text)
          : true
  return fits ? undefined : `the text is no ${tag}`
}
