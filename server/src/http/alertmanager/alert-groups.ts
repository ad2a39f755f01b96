import { compareUtf8, type LabelSet } from '@watchfloor/contract'
import type { ApiAlert } from '../../core/core.ts'
import { type GettableAlert, toGettableAlert } from './shapes.ts'

/** Alertmanager's `alertGroup`. */
export interface AlertGroup {
  readonly labels: LabelSet
  readonly receiver: { readonly name: string }
  readonly alerts: readonly GettableAlert[]
  readonly routeLabels: LabelSet
}

/** A group that an alert is in. */
export interface GroupPlace {
  readonly labels: LabelSet
  readonly receiver: string
  /** The route's place in the tree; two routes with the same labels and receiver are two groups. */
  readonly route: string
  /** Time intervals that mute the route now. */
  readonly mutedBy: readonly string[]
}

/** Groups alerts by receiver and group labels, in Alertmanager's order: groups by labels, alerts by job and instance. */
export function toAlertGroups(
  entries: readonly ApiAlert[],
  placesOf: (entry: ApiAlert) => readonly GroupPlace[],
): readonly AlertGroup[] {
  const groups = new Map<string, { place: GroupPlace; entries: ApiAlert[] }>()
  for (const entry of entries) {
    for (const place of placesOf(entry)) {
      const { labels, receiver, route } = place
      const names = Object.keys(labels).sort(compareUtf8)
      const key = orderKey([...names.flatMap((name) => [name, labels[name] ?? '']), receiver, route])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { place, entries: [entry] })
      else group.entries.push(entry)
    }
  }
  return [...groups]
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([, { place, entries: members }]) => ({
      labels: place.labels,
      receiver: { name: place.receiver },
      routeLabels: {},
      alerts: inOrder(members).map((entry) => toGettableAlert(entry, place.mutedBy)),
    }))
}

function inOrder(entries: readonly ApiAlert[]): readonly ApiAlert[] {
  const keyed = entries.map((entry) => {
    const { labels } = entry.alert
    const all = Object.keys(labels)
      .sort(compareUtf8)
      .flatMap((name) => [name, labels[name] ?? ''])
    return { entry, key: orderKey([labels.job ?? '', labels.instance ?? '', ...all]) }
  })
  return keyed.sort((a, b) => compareUtf8(a.key, b.key)).map(({ entry }) => entry)
}

/** Texts as one that sorts part by part. */
function orderKey(parts: readonly string[]): string {
  return parts.join('\u0000')
}
