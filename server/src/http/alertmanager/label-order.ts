import { compareUtf8, type LabelSet } from '@watchfloor/contract'

/** A label set made ready for comparing: names and values in turn, names in order. */
export type OrderedLabels = readonly string[]

export function orderedLabels(labels: LabelSet): OrderedLabels {
  const names = Object.keys(labels)
  // Most senders sort already, and looking is cheaper than sorting.
  if (!areInOrder(names)) names.sort(compareUtf8)
  const ordered: string[] = []
  for (const name of names) ordered.push(name, labels[name] as string)
  return ordered
}

function areInOrder(names: readonly string[]): boolean {
  return names.every((name, n) => n === 0 || compareUtf8(names[n - 1] as string, name) < 0)
}

/**
 * The order of Prometheus' label sets (`LabelSet.Before`): fewer labels first; then, name by name, the one that lacks
 * the name, or has the smaller value, is first.
 */
export function compareLabels(a: OrderedLabels, b: OrderedLabels): number {
  if (a.length !== b.length) return a.length - b.length
  for (let i = 0; i < a.length; i += 2) {
    const names = compareUtf8(a[i] as string, b[i] as string)
    if (names !== 0) return -names
    const values = compareUtf8(a[i + 1] as string, b[i + 1] as string)
    if (values !== 0) return values
  }
  return 0
}

/** The order of alerts in a group: by `job`, then `instance`, those without one last; then by their labels. */
export function compareAlerts(a: OrderedAlert, b: OrderedAlert): number {
  for (const name of ['job', 'instance'] as const) {
    const [left, right] = [a.labels[name], b.labels[name]]
    if (left === right) continue
    if (left === undefined) return 1
    if (right === undefined) return -1
    return compareUtf8(left, right)
  }
  return compareLabels(orderOf(a), orderOf(b))
}

/** An alert that is put in order; its labels are made ready when they are what decides. */
export interface OrderedAlert {
  readonly labels: LabelSet
  order: OrderedLabels | undefined
}

function orderOf(alert: OrderedAlert): OrderedLabels {
  alert.order ??= orderedLabels(alert.labels)
  return alert.order
}
