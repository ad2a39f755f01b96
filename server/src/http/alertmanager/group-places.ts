import { groupLabels, type Millis } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { isNowIn } from '../../alertmanager/routing.ts'
import { groupLabelsOn, mutedOn, nodesFor, type RoutingNode } from '../../alertmanager/routing-tree.ts'
import type { AlertRecord } from '../../alerts/record.ts'
import type { GroupPlace } from './alert-groups.ts'

/**
 * Where an alert stands in `/api/v2/alerts/groups`: in the groups of its nodes of the routing tree, or, for alerts that came through
 * another Alertmanager and when there is no configuration, in the group of attention (S22) for each of its receivers.
 */
export function placesBy(
  config: AlertmanagerConfig | undefined,
  now: Millis,
): (record: AlertRecord) => readonly GroupPlace[] {
  const isNow = config === undefined ? () => false : isNowIn(config, now)
  return (record) => {
    const { labels: own } = record
    const nodes = nodesOf(config, record)
    const routed = nodes.map((node) => ({
      labels: groupLabelsOn(node, own),
      receiver: node.receiver,
      node: node.path,
      routeLabels: node.labels,
      mutedBy: mutedOn(node, isNow),
    }))
    const labels = groupLabels(own)
    return [
      ...routed,
      ...others(nodes, record).map((receiver) => ({
        labels,
        receiver,
        node: '',
        routeLabels: {},
        mutedBy: [],
      })),
    ]
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
  return receivers.filter((name) => !nodes.some(({ receiver }) => receiver === name))
}
