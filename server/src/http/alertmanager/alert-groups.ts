import type { LabelSet } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { ApiAlert } from '../../core/alert-queries.ts'
import { sorted } from '../../ground/sorted.ts'
import type { Steps } from '../../ground/steps.ts'
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

/** An alert and the groups that it is in. */
export interface PlacedAlert {
  readonly record: AlertRecord
  readonly places: readonly GroupPlace[]
}

/** A group with its alerts in order. */
export interface PlacedGroup {
  readonly place: GroupPlace
  readonly members: readonly { readonly record: AlertRecord; readonly receivers: readonly string[] }[]
}

interface Growing {
  readonly place: GroupPlace
  readonly order: OrderedLabels
  readonly members: (PlacedGroup['members'][number] & OrderedAlert)[]
}

/**
 * Groups alerts by node and group labels, in Alertmanager's order: groups by labels and receiver, alerts by job,
 * instance and labels. An alert names the receiver of every place it has here, sorted, one as often as nodes lead to it.
 */
export function* toAlertGroups(placed: readonly PlacedAlert[]): Steps<readonly PlacedGroup[]> {
  const groups = new Map<string, Growing>()
  for (const { record, places } of placed) {
    const { labels } = record
    const member = {
      record,
      labels,
      order: orderedLabels(labels),
      receivers: places.map(({ receiver }) => receiver).sort(),
    }
    for (const place of places) {
      const order = orderedLabels(place.labels)
      const key = JSON.stringify([place.node, place.receiver, order])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { place, order, members: [member] })
      else group.members.push(member)
    }
    yield
  }
  const found: PlacedGroup[] = []
  for (const { place, members } of yield* sorted([...groups.values()], compareGroups)) {
    found.push({ place, members: yield* sorted(members, compareAlerts) })
  }
  return found
}

/** Is everything in it muted? */
export function isMuted({ place, members }: PlacedGroup): boolean {
  return members.length > 0 && place.mutedBy.length > 0
}

/** The groups as JSON, alert by alert: one group may have all of them. */
export function* groupPieces(
  groups: readonly PlacedGroup[],
  shown: (record: AlertRecord) => ApiAlert,
): Generator<string> {
  let separator = '['
  for (const { place, members } of groups) {
    const { labels, receiver, routeLabels, mutedBy } = place
    const head: Omit<AlertGroup, 'alerts'> = { labels, receiver: { name: receiver }, routeLabels }
    yield `${separator}${JSON.stringify(head).slice(0, -1)},"alerts":`
    yield* listPieces(members, (one) => toGettableAlert(shown(one.record), one.receivers, mutedBy))
    yield '}'
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}

function compareGroups(a: Growing, b: Growing): number {
  const [left, right] = [a.place.receiver, b.place.receiver]
  return compareLabels(a.order, b.order) || (left < right ? -1 : left > right ? 1 : 0)
}
