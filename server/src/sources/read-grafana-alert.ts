import { isBlank, type LabelSet } from '@watchfloor/contract'
import type { AlertInput } from '../alerts/alert-input.ts'
import type { Decoded } from './decoded.ts'
import { isObject, readAlert } from './read-alert.ts'

/** What Grafana says beside labels and annotations, and the annotation that it is kept as. */
const LINKS = [
  ['dashboardURL', 'dashboard_url'],
  ['panelURL', 'panel_url'],
  ['silenceURL', 'silence_url'],
  ['imageURL', 'image_url'],
] as const

/**
 * Reads one alert of a Grafana webhook message: as Alertmanager's, with the measured values and Grafana's links kept
 * as annotations. An annotation that the rule itself sets is never overwritten. `DatasourceNoData` and
 * `DatasourceError` come with the rule's name in the label `rulename` and are alerts like any other.
 *
 * These extras never cost the alert: Grafana does not repeat a refused message, so an extra of the wrong kind is left
 * out, and so is a `generatorURL` that is no URI.
 */
export function readGrafanaAlert(item: unknown): Decoded<AlertInput> {
  const read = readAlert(item)
  if (!isObject(item)) return read
  const alert = read.ok ? read : readAlert({ ...item, generatorURL: undefined })
  if (!alert.ok) return read
  return { ok: true, value: { ...alert.value, annotations: { ...extras(item), ...alert.value.annotations } } }
}

function extras(item: Readonly<Record<string, unknown>>): LabelSet {
  const values = shownValues(item.values)
  const links = LINKS.map(([field, name]) => [name, item[field]] as const)
  const given = [['grafana_values', values], ['grafana_value_string', item.valueString], ...links] as const
  return Object.fromEntries(
    given.flatMap(([name, text]) =>
      typeof text === 'string' && !isBlank(text) ? [[name, text.trim().toWellFormed()]] : [],
    ),
  )
}

/** The values of the rule's queries and expressions by their name, such as `B=22.5, C=1`; in the order of the names. */
function shownValues(values: unknown): string | undefined {
  if (!isObject(values)) return undefined
  return Object.keys(values)
    .sort()
    .flatMap((name) => {
      const value = values[name]
      return typeof value === 'number' || typeof value === 'string' ? [`${name}=${value}`] : []
    })
    .join(', ')
}
