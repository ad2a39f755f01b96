import { type Decoder, type Fields, last } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'
import { readMatchers, readMatchMap } from './read-matchers.ts'
import type { RoutingNode } from './routing-tree.ts'

type Inherited = Pick<RoutingNode, 'receiver' | 'groupBy' | 'labels'>

/** Names that a node of the tree may use. */
export interface KnownNames {
  readonly receivers: ReadonlySet<string>
  readonly intervals: ReadonlySet<string>
}

const KNOWN = [
  'receiver',
  'group_by',
  'match',
  'match_re',
  'matchers',
  'mute_time_intervals',
  'active_time_intervals',
  'continue',
  'routes',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'labels',
]

/** `route`, with everything that a child takes over from its parent filled in. The root has a receiver and no matchers. */
export function readRoutingTree(node: YamlNode, known: KnownNames, decoder: Decoder): RoutingNode {
  const root = readNode(node, 'route', { receiver: '', groupBy: [], labels: {} }, known, decoder)
  if (root.receiver === '')
    decoder.problem('route.receiver', 'the root of the tree needs a receiver, by its name', node)
  if (root.matchers.length > 0)
    decoder.problem('route', 'the root takes every alert; put matchers on routes below it', node)
  if (root.muteIntervals.length + root.activeIntervals.length > 0)
    decoder.problem('route', 'the root cannot be muted; put its time intervals on routes below it', node)
  if (root.goesOn) decoder.problem('route.continue', 'the root has no siblings to go on to', node)
  return root
}

function readNode(
  node: YamlNode,
  where: string,
  parent: Inherited,
  known: KnownNames,
  decoder: Decoder,
): RoutingNode {
  const fields = decoder.fields(node, where, KNOWN)
  const receiver = decoder.text(last(fields.get('receiver')), `${where}.receiver`) ?? ''
  const own = {
    receiver: receiver === '' ? parent.receiver : receiver,
    groupBy: readGroupBy(last(fields.get('group_by')), `${where}.group_by`, decoder) ?? parent.groupBy,
    labels: { ...parent.labels, ...decoder.labels(fields.get('labels'), `${where}.labels`) },
  }
  if (receiver !== '' && !known.receivers.has(receiver))
    decoder.problem(
      `${where}.receiver`,
      `there is no receiver ${JSON.stringify(receiver)} in receivers`,
      node,
    )
  checkTimes(fields, where, decoder)
  const intervals = (key: string): readonly string[] => {
    const names = decoder.texts(last(fields.get(key)), `${where}.${key}`) ?? []
    for (const name of names) {
      if (!known.intervals.has(name))
        decoder.problem(`${where}.${key}`, `there is no time interval ${JSON.stringify(name)}`, node)
    }
    return names
  }
  return {
    ...own,
    matchers: [
      ...readMatchers(fields.get('matchers'), `${where}.matchers`, decoder),
      ...readMatchMap(fields.get('match'), '=', `${where}.match`, decoder),
      ...readMatchMap(fields.get('match_re'), '=~', `${where}.match_re`, decoder),
    ],
    goesOn: decoder.flag(last(fields.get('continue')), `${where}.continue`) ?? false,
    children: (decoder.list(last(fields.get('routes')), `${where}.routes`) ?? []).map((child, n) =>
      readNode(child, `${where}.routes[${n}]`, own, known, decoder),
    ),
    muteIntervals: intervals('mute_time_intervals'),
    activeIntervals: intervals('active_time_intervals'),
    path: where,
  }
}

/** When a group is notified is no matter of this server, but a file that Alertmanager refuses is not taken here. */
function checkTimes(fields: Fields, where: string, decoder: Decoder): void {
  for (const key of ['group_wait', 'group_interval', 'repeat_interval']) {
    const duration = decoder.duration(last(fields.get(key)), `${where}.${key}`)
    if (duration === 0 && key !== 'group_wait') decoder.problem(`${where}.${key}`, 'cannot be zero')
  }
}

/**
 * Labels to group by; an empty list stands for one group of all (as of Alertmanager 0.31), and none given for the
 * parent's.
 */
function readGroupBy(
  node: YamlNode | undefined,
  where: string,
  decoder: Decoder,
): RoutingNode['groupBy'] | undefined {
  const names = decoder.texts(node, where)
  if (names === undefined) return undefined
  if (names.includes('')) decoder.problem(where, 'a label name is empty', node)
  const twice = names.find((name, n) => name !== '...' && names.indexOf(name) !== n)
  if (twice !== undefined) decoder.problem(where, `${JSON.stringify(twice)} is named twice`, node)
  if (!names.includes('...')) return names
  if (names.some((name) => name !== '...'))
    decoder.problem(where, "'...' means all labels; no other may stand beside it", node)
  return 'all'
}
