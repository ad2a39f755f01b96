import { EMPTY, either, type Node, repeat, sequence } from './node.ts'

/**
 * The same expression, with what the alternatives of a list begin with alike written once: a list of a thousand names
 * becomes a tree of letters, in which a text has one way to go.
 */
export function factored(node: Node): Node {
  switch (node.kind) {
    case 'sequence':
      return sequence(node.parts.map(factored))
    case 'repeat':
      return repeat(factored(node.part), node.least, node.most, true)
    case 'either':
      return withEnd(branchesOf(node).map((branch) => partsOf(branch).map(factored)))
    default:
      return node
  }
}

/** Alternatives, those of groups that stand alone in one included. */
function branchesOf(node: Node): readonly Node[] {
  return node.kind === 'either' ? node.parts.flatMap(branchesOf) : [node]
}

/** What an alternative consists of, one after the other. */
function partsOf(node: Node): readonly Node[] {
  return node.kind === 'sequence' ? node.parts.flatMap(partsOf) : node.kind === 'empty' ? [] : [node]
}

type Branch = readonly Node[]

/** Takes out what all of them end with as well, such as the `.*` behind each of many names. */
function withEnd(branches: readonly Branch[]): Node {
  const [one = []] = branches
  let length = 0
  for (; length < one.length; length++) {
    const key = keyOf(one.at(-1 - length) as Node)
    const at = -1 - length
    if (key === undefined || !branches.every((branch) => keyAt(branch, at) === key)) break
  }
  if (length === 0) return tree(branches)
  return sequence([tree(branches.map((branch) => branch.slice(0, -length))), ...one.slice(-length)])
}

function tree(branches: readonly Branch[]): Node {
  const groups = new Map<string, Branch[]>()
  const nodes: Node[] = []
  let hasEmpty = false
  for (const branch of branches) {
    const [first] = branch
    if (first === undefined) {
      hasEmpty = true
      continue
    }
    const key = keyOf(first)
    if (key === undefined) nodes.push(sequence(branch))
    else {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [branch])
      else group.push(branch)
    }
  }
  for (const group of groups.values()) nodes.push(ofGroup(group))
  if (hasEmpty) nodes.push(EMPTY)
  return either(nodes)
}

/** Alternatives that begin alike, with all that they have in common written once. */
function ofGroup(group: readonly Branch[]): Node {
  const [one = []] = group
  if (group.length === 1) return sequence(one)
  let length = 1
  for (; length < one.length; length++) {
    const key = keyOf(one[length] as Node)
    if (key === undefined) break
    const at = length
    if (!group.every((branch) => keyAt(branch, at) === key)) break
  }
  return sequence([...one.slice(0, length), tree(group.map((branch) => branch.slice(length)))])
}

function keyAt(branch: Branch, at: number): string | undefined {
  const node = branch.at(at)
  return node === undefined ? undefined : keyOf(node)
}

/** The same for what surely takes the same; undefined for what is not worth comparing. */
function keyOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'sign':
      return node.key
    case 'place':
      return node.place
    case 'repeat':
      return node.part.kind === 'sign' ? `${node.part.key}{${node.least},${node.most}}` : undefined
    default:
      return undefined
  }
}
