import type { LabelSet } from './labels.ts'

/** Grafana's words for "this rule could not be evaluated": one failing data source fails all of its rules at once. */
const EVALUATION_TROUBLE = ['DatasourceNoData', 'DatasourceError']

/**
 * The unit of attention (S22): `alertname`, `cluster`, and the first present of `service`, `job`, `namespace`.
 * A replaced pod stays in its group. What Grafana says of a data source's rules is one group per data source.
 */
export function groupLabels(labels: LabelSet): LabelSet {
  const { alertname, datasource_uid } = labels
  if (alertname !== undefined && datasource_uid && EVALUATION_TROUBLE.includes(alertname)) {
    return { alertname, datasource_uid }
  }
  const owner = ['service', 'job', 'namespace'].find((name) => labels[name])
  const names = ['alertname', 'cluster', ...(owner === undefined ? [] : [owner])]
  return Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])))
}

/** The group's identity as text. */
export function groupKey(labels: LabelSet): string {
  return JSON.stringify(Object.entries(groupLabels(labels)))
}
