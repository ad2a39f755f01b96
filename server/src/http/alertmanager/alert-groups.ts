import type { LabelSet } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { ListedAlert } from '../../core/alert-queries.ts'
import { inOrder } from '../../ground/in-order.ts'
import { listPieces } from '../edge/json-pieces.ts'
import {
  compareAlerts,
  compareLabels,
  type OrderedAlert,
  type OrderedLabels,
  orderedLabels,
} from './label-order.ts'
import type { AlertGroup } from './schemas.ts'
import { toGettableAlert } from './shapes.ts'

/** What stands the same for all groups of a node of the routing tree; two nodes alike are two, and so are their groups. */
export interface GroupNode {
  readonly receiver: string
  /** The labels that the configuration gives to the node. */
  readonly routeLabels: LabelSet
  /** Time intervals that mute the node now. */
  readonly mutedBy: readonly string[]
}

/** A group that an alert is in. */
export interface GroupPlace {
  readonly node: GroupNode
  readonly labels: LabelSet
}

interface Member extends OrderedAlert {
  readonly record: AlertRecord
  readonly receivers: readonly string[]
}

interface Group {
  readonly place: GroupPlace
  readonly order: OrderedLabels
  readonly members: Member[]
}

/**
 * Alerts by node and group labels, in Alertmanager's order: groups by labels and receiver, alerts by job, instance and
 * labels. An alert names the receiver of every place it has here, sorted, one as often as nodes lead to it.
 */
export class AlertGroups {
  readonly #groups: Group[] = []
  readonly #byNode = new Map<GroupNode, Map<string, Group>>()

  add(record: AlertRecord, places: readonly GroupPlace[]): void {
    const receivers = places.map(({ node }) => node.receiver)
    if (receivers.length > 1) receivers.sort()
    const member: Member = { record, labels: record.labels, receivers, order: undefined }
    for (const place of places) this.#at(place).members.push(member)
  }

  /** The groups as JSON, alert by alert: one group may have all of them. */
  *pieces(
    listed: (record: AlertRecord) => ListedAlert,
    { withMuted }: { readonly withMuted: boolean },
  ): Generator<string> {
    let separator = '['
    for (const group of inOrder(this.#groups, compareGroups)) {
      if (group === undefined) yield ''
      else if (withMuted || group.place.node.mutedBy.length === 0) {
        const { labels, node } = group.place
        const { receiver, routeLabels, mutedBy } = node
        const head: Omit<AlertGroup, 'alerts'> = { labels, receiver: { name: receiver }, routeLabels }
        yield `${separator}${JSON.stringify(head).slice(0, -1)},"alerts":`
        const members = inOrder(group.members, compareAlerts)
        yield* listPieces(members, (one) => toGettableAlert(listed(one.record), one.receivers, mutedBy))
        yield '}'
        separator = ','
      }
    }
    yield separator === '[' ? '[]' : ']'
  }

  #at(place: GroupPlace): Group {
    const { node, labels } = place
    const ofNode = this.#byNode.get(node) ?? new Map<string, Group>()
    this.#byNode.set(node, ofNode)
    const key = keyOf(labels)
    const known = ofNode.get(key)
    if (known !== undefined) return known
    const group = { place, order: orderedLabels(labels), members: [] }
    ofNode.set(key, group)
    this.#groups.push(group)
    return group
  }
}

/** Tells a node's groups apart: all of them name their labels in one order, and only an alert's own labels are all of them. */
function keyOf(labels: LabelSet): string {
  let key = ''
  for (const name in labels) {
    const value = labels[name] as string
    key += `${name.length},${value.length},${name}${value}`
  }
  return key
}

function compareGroups(a: Group, b: Group): number {
  const [left, right] = [a.place.node.receiver, b.place.node.receiver]
  return compareLabels(a.order, b.order) || (left < right ? -1 : left > right ? 1 : 0)
}
