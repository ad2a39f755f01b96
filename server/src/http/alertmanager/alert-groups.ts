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

/** Groups alerts by receiver and group labels, in Alertmanager's order: groups by labels, alerts by job and instance. */
export function toAlertGroups(
  entries: readonly ApiAlert[],
  labelsOf: (entry: ApiAlert) => LabelSet,
): readonly AlertGroup[] {
  const groups = new Map<string, { labels: LabelSet; receiver: string; entries: ApiAlert[] }>()
  for (const entry of entries) {
    const labels = labelsOf(entry)
    for (const receiver of entry.alert.receivers) {
      const key = orderKey([...Object.entries(labels).flat(), receiver])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { labels, receiver, entries: [entry] })
      else group.entries.push(entry)
    }
  }
  return [...groups]
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([, { labels, receiver, entries: members }]) => ({
      labels,
      receiver: { name: receiver },
      routeLabels: {},
      alerts: inOrder(members).map((entry) => toGettableAlert(entry, true)),
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
