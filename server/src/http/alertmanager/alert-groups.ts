import type { LabelSet } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { ListedAlert } from '../../core/alert-queries.ts'
import { inOrder } from '../../ground/in-order.ts'
import { listPieces } from '../edge/json-pieces.ts'
import { ByLabels } from './by-labels.ts'
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
  readonly #byNode = new Map<GroupNode, ByLabels<Group>>()

  add(record: AlertRecord, places: readonly GroupPlace[]): void {
    const receivers = places.map(({ node }) => node.receiver)
    if (receivers.length > 1) receivers.sort()
    const member: Member = { record, labels: record.labels, receivers, order: undefined }
    for (const place of places) this.#at(place, record).members.push(member)
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

  #at(place: GroupPlace, record: AlertRecord): Group {
    const { node, labels } = place
    // Grouped by all of them: no other alert has these.
    if (labels === record.labels) return this.#begin(place)
    let ofNode = this.#byNode.get(node)
    if (ofNode === undefined) {
      ofNode = new ByLabels()
      this.#byNode.set(node, ofNode)
    }
    const found = ofNode.at(labels)
    found.value ??= this.#begin(place)
    return found.value
  }

  #begin(place: GroupPlace): Group {
    const group = { place, order: orderedLabels(place.labels), members: [] }
    this.#groups.push(group)
    return group
  }
}

function compareGroups(a: Group, b: Group): number {
  const [left, right] = [a.place.node.receiver, b.place.node.receiver]
  return compareLabels(a.order, b.order) || (left < right ? -1 : left > right ? 1 : 0)
}
