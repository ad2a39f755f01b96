import { isBlank } from './blank.ts'
import type { LabelSet } from './labels.ts'

/** Grafana's words for "this rule could not be evaluated": one failing data source fails all of its rules at once. */
const EVALUATION_TROUBLE = ['DatasourceNoData', 'DatasourceError']

/**
 * The unit of attention (S22): `alertname`, `cluster`, and the first present of `service`, `job`, `namespace`.
 * A replaced pod stays in its group. What Grafana says of a data source's rules is one group per data source.
 */
export function groupLabels(labels: LabelSet): LabelSet {
  const { alertname, datasource_uid } = labels
  if (alertname !== undefined && isSeen(datasource_uid) && EVALUATION_TROUBLE.includes(alertname)) {
    return { alertname, datasource_uid }
  }
  const owner = serviceLabel(labels)
  const names = ['alertname', 'cluster', ...(owner === undefined ? [] : [owner])]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = labels[name]
      return isSeen(value) ? [[name, value]] : []
    }),
  )
}

/** The label that says whose an alert is: the first present of `service`, `job`, `namespace`. */
export function serviceLabel(labels: LabelSet): string | undefined {
  return ['service', 'job', 'namespace'].find((name) => isSeen(labels[name]))
}

/** What nobody sees tells nothing apart. */
function isSeen(value: string | undefined): value is string {
  return value !== undefined && !isBlank(value)
}

/** The group's identity as text. */
export function groupKey(labels: LabelSet): string {
  return JSON.stringify(Object.entries(groupLabels(labels)))
}
