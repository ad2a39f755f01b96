import type { Findings } from './findings.ts'
import { readMatchers, readMatchMap } from './read-matchers.ts'
import type { RoutingNode } from './routing-tree.ts'

type Inherited = Pick<RoutingNode, 'receiver' | 'groupBy' | 'labels'>

/** Names that a node of the tree may use. */
export interface KnownNames {
  readonly receivers: ReadonlySet<string>
  readonly intervals: ReadonlySet<string>
}

/** `route`, with everything that a child takes over from its parent filled in. The root has a receiver and no matchers. */
export function readRoutingTree(value: unknown, known: KnownNames, findings: Findings): RoutingNode {
  const root = findings.object(value, 'route')
  if (typeof root.receiver !== 'string' || root.receiver === '')
    findings.problem('route.receiver', 'the root of the tree needs a receiver, by its name')
  for (const key of ['matchers', 'match', 'match_re'])
    if (root[key] !== undefined)
      findings.problem(`route.${key}`, 'the root takes every alert; put matchers on routes below it')
  for (const key of ['mute_time_intervals', 'active_time_intervals'])
    if (root[key] !== undefined)
      findings.problem(`route.${key}`, 'the root cannot be muted; put it on routes below it')
  if (root.continue === true) findings.problem('route.continue', 'the root has no siblings to go on to')
  return readNode(root, 'route', { receiver: '', groupBy: [], labels: {} }, known, findings)
}

function readNode(
  value: unknown,
  where: string,
  parent: Inherited,
  known: KnownNames,
  findings: Findings,
): RoutingNode {
  const node = findings.object(value, where)
  const own = {
    receiver: typeof node.receiver === 'string' && node.receiver !== '' ? node.receiver : parent.receiver,
    groupBy: readGroupBy(node.group_by, `${where}.group_by`, findings) ?? parent.groupBy,
    labels: { ...parent.labels, ...findings.labels(node.labels, `${where}.labels`) },
  }
  if (own.receiver !== '' && !known.receivers.has(own.receiver))
    findings.problem(`${where}.receiver`, `there is no receiver ${JSON.stringify(own.receiver)} in receivers`)
  const intervals = (key: string): readonly string[] => {
    const names = findings.texts(node[key], `${where}.${key}`)
    for (const name of names) {
      if (!known.intervals.has(name))
        findings.problem(`${where}.${key}`, `there is no time interval ${JSON.stringify(name)}`)
    }
    return names
  }
  return {
    ...own,
    matchers: [
      ...readMatchers(node.matchers, `${where}.matchers`, findings),
      ...readMatchMap(node.match, '=', `${where}.match`, findings),
      ...readMatchMap(node.match_re, '=~', `${where}.match_re`, findings),
    ],
    goesOn: node.continue === true,
    children: findings
      .list(node.routes, `${where}.routes`)
      .map((child, n) => readNode(child, `${where}.routes[${n}]`, own, known, findings)),
    muteIntervals: intervals('mute_time_intervals'),
    activeIntervals: intervals('active_time_intervals'),
    path: where,
  }
}

function readGroupBy(value: unknown, where: string, findings: Findings): RoutingNode['groupBy'] | undefined {
  if (value === undefined || value === null) return undefined
  const names = findings.texts(value, where)
  // Alertmanager takes an empty list for none given.
  if (names.length === 0) return undefined
  if (!names.includes('...')) return names
  if (names.length > 1) findings.problem(where, "'...' means all labels; no other may stand beside it")
  return 'all'
}
