import type { LabelSet } from '@watchfloor/contract'
import type { ApiAlert } from '../../core/alert-queries.ts'
import { compareAlerts, compareLabels, type OrderedLabels, orderedLabels } from './label-order.ts'
import type { AlertGroup } from './schemas.ts'
import { toGettableAlert } from './shapes.ts'

/** A group that an alert is in. */
export interface GroupPlace {
  readonly labels: LabelSet
  readonly receiver: string
  /** The node's place in the routing tree; two nodes with the same labels and receiver are two groups. */
  readonly node: string
  /** The labels that the configuration gives to the node. */
  readonly routeLabels: LabelSet
  /** Time intervals that mute the node now. */
  readonly mutedBy: readonly string[]
}

interface Group {
  readonly place: GroupPlace
  readonly order: OrderedLabels
  readonly members: { readonly entry: ApiAlert; readonly receivers: readonly string[] }[]
}

/**
 * Groups alerts by node and group labels, in Alertmanager's order: groups by labels and receiver, alerts by job,
 * instance and labels. An alert names the receiver of every place it has here, sorted, one as often as nodes lead to it.
 */
export function toAlertGroups(
  entries: readonly ApiAlert[],
  placesOf: (entry: ApiAlert) => readonly GroupPlace[],
): readonly AlertGroup[] {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    const places = placesOf(entry)
    const receivers = places.map(({ receiver }) => receiver).sort()
    for (const place of places) {
      const order = orderedLabels(place.labels)
      const key = JSON.stringify([place.node, place.receiver, order])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { place, order, members: [{ entry, receivers }] })
      else group.members.push({ entry, receivers })
    }
  }
  return [...groups.values()].sort(compareGroups).map(({ place, members }) => ({
    labels: place.labels,
    receiver: { name: place.receiver },
    routeLabels: place.routeLabels,
    alerts: inOrder(members).map(({ entry, receivers }) => toGettableAlert(entry, receivers, place.mutedBy)),
  }))
}

function compareGroups(a: Group, b: Group): number {
  const [left, right] = [a.place.receiver, b.place.receiver]
  return compareLabels(a.order, b.order) || (left < right ? -1 : left > right ? 1 : 0)
}

function inOrder(members: Group['members']): Group['members'] {
  return members
    .map((member) => {
      const { labels } = member.entry.alert
      return { member, labels, order: orderedLabels(labels) }
    })
    .sort(compareAlerts)
    .map(({ member }) => member)
}
