import { isBlank } from './blank.ts'
import type { LabelSet } from './labels.ts'

/** Grafana's words for "this rule could not be evaluated": one failing data source fails all of its rules at once. */
const EVALUATION_TROUBLE = ['DatasourceNoData', 'DatasourceError']

/**
 * The unit of attention (S22): `alertname`, `cluster`, and the first present of `service`, `job`, `namespace`.
 * A replaced pod stays in its group. What Grafana says of a data source's rules is one group per data source.
 */
export function groupLabels(labels: LabelSet): LabelSet {
  const { alertname, cluster, datasource_uid } = labels
  if (alertname !== undefined && isSeen(datasource_uid) && EVALUATION_TROUBLE.includes(alertname)) {
    return { alertname, datasource_uid }
  }
  const group: Record<string, string> = {}
  const owner = serviceLabel(labels)
  if (isSeen(alertname)) group.alertname = alertname
  if (isSeen(cluster)) group.cluster = cluster
  if (owner !== undefined) group[owner] = labels[owner] as string
  return group
}

const OWNERS = ['service', 'job', 'namespace']

/** The label that says whose an alert is: the first present of `service`, `job`, `namespace`. */
export function serviceLabel(labels: LabelSet): string | undefined {
  return OWNERS.find((name) => isSeen(labels[name]))
}

/** What nobody sees tells nothing apart. */
function isSeen(value: string | undefined): value is string {
  return value !== undefined && !isBlank(value)
}

/** The group's identity as text. */
export function groupKey(labels: LabelSet): string {
  return JSON.stringify(Object.entries(groupLabels(labels)))
}
