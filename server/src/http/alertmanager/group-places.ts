import { groupLabels, type Millis } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { isNowIn } from '../../alertmanager/routing.ts'
import { groupLabelsOn, mutedOn, nodesFor, type RoutingNode } from '../../alertmanager/routing-tree.ts'
import type { AlertRecord } from '../../alerts/record.ts'
import type { GroupNode, GroupPlace } from './alert-groups.ts'

/**
 * Where an alert stands in `/api/v2/alerts/groups`: in the groups of its nodes of the routing tree, or, for alerts that came through
 * another Alertmanager and when there is no configuration, in the group of attention (S22) for each of its receivers.
 */
export function placesBy(
  config: AlertmanagerConfig | undefined,
  now: Millis,
): (record: AlertRecord) => readonly GroupPlace[] {
  const isNow = config === undefined ? () => false : isNowIn(config, now)
  const nodeOf = kept(
    (node: RoutingNode): GroupNode => ({
      receiver: node.receiver,
      routeLabels: node.labels,
      mutedBy: mutedOn(node, isNow),
    }),
  )
  const attentionOf = kept((receiver: string): GroupNode => ({ receiver, routeLabels: {}, mutedBy: [] }))
  return (record) => {
    const { labels: own } = record
    const nodes = nodesOf(config, record)
    const [receiver] = record.receivers
    // So it is of nearly all alerts where there is no configuration.
    if (nodes.length === 0 && receiver !== undefined && record.receivers.length === 1)
      return [{ node: attentionOf(receiver), labels: groupLabels(own) }]
    const places = nodes.map((node): GroupPlace => ({ node: nodeOf(node), labels: groupLabelsOn(node, own) }))
    for (const receiver of others(nodes, record))
      places.push({ node: attentionOf(receiver), labels: groupLabels(own) })
    return places
  }
}

/** What is made once of each thing: thousands of alerts ask for the same few. */
function kept<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

/** The receivers of an alert's places, in the order of the nodes, one as often as nodes lead to it. */
export function receiversBy(
  config: AlertmanagerConfig | undefined,
): (record: AlertRecord) => readonly string[] {
  return (record) => {
    const nodes = nodesOf(config, record)
    return [...nodes.map(({ receiver }) => receiver), ...others(nodes, record)]
  }
}

function nodesOf(config: AlertmanagerConfig | undefined, { labels }: AlertRecord): readonly RoutingNode[] {
  return config === undefined ? [] : nodesFor(config.tree, labels)
}

function others(nodes: readonly RoutingNode[], { receivers }: AlertRecord): readonly string[] {
  if (nodes.length === 0) return receivers
  return receivers.filter((name) => !nodes.some(({ receiver }) => receiver === name))
}
