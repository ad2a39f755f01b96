import type { LabelSet } from './labels.ts'

/**
 * The unit of attention (S22): `alertname`, `cluster`, and the first present of `service`, `job`, `namespace`.
 * A replaced pod stays in its group.
 */
export function groupLabels(labels: LabelSet): LabelSet {
  const owner = ['service', 'job', 'namespace'].find((name) => labels[name])
  const names = ['alertname', 'cluster', ...(owner === undefined ? [] : [owner])]
  return Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])))
}

/** The group's identity as text. */
export function groupKey(labels: LabelSet): string {
  return JSON.stringify(Object.entries(groupLabels(labels)))
}
