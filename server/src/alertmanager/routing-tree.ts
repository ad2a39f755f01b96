import { type LabelSet, type Matcher, matchesAll } from '@watchfloor/contract'

/** A node of Alertmanager's routing tree, with what it inherits filled in. */
export interface RoutingNode {
  readonly receiver: string
  /** Labels that alerts are grouped by; `all` is `group_by: ['...']`. */
  readonly groupBy: readonly string[] | 'all'
  readonly matchers: readonly Matcher[]
  /** After a match, are the siblings that follow tried too? */
  readonly goesOn: boolean
  readonly children: readonly RoutingNode[]
  /** Names of time intervals; unlike the rest they are not inherited. */
  readonly muteIntervals: readonly string[]
  readonly activeIntervals: readonly string[]
  /** Labels that the configuration gives to the node and its children; what is a template in them stays as written. */
  readonly labels: LabelSet
  /** Its place in the tree, as a key of its groups. */
  readonly path: string
}

/**
 * The nodes that an alert takes: depth first, a match ends the search among the siblings unless it goes on, and a
 * node none of whose children match is taken itself. The root matches everything.
 */
export function nodesFor(node: RoutingNode, labels: LabelSet): readonly RoutingNode[] {
  if (!matchesAll(node.matchers, labels)) return []
  const taken: RoutingNode[] = []
  for (const child of node.children) {
    const found = nodesFor(child, labels)
    for (const one of found) taken.push(one)
    if (found.length > 0 && !child.goesOn) break
  }
  return taken.length === 0 ? [node] : taken
}

/**
 * The time intervals that mute a node now: mute intervals that hold the moment, or, when none of its active ones
 * does, those. `isNow` tells whether an interval holds the moment.
 */
export function mutedOn(node: RoutingNode, isNow: (name: string) => boolean): readonly string[] {
  const { muteIntervals, activeIntervals } = node
  const active = activeIntervals.length === 0 || activeIntervals.some(isNow) ? [] : activeIntervals
  return [...muteIntervals.filter(isNow), ...active]
}

/** The labels of an alert's group at a node; a label that it lacks is not among them. */
export function groupLabelsOn(node: RoutingNode, labels: LabelSet): LabelSet {
  if (node.groupBy === 'all') return labels
  return Object.fromEntries(
    node.groupBy.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] as string]] : [])),
  )
}
