import { alertName, type ResponseStatistics } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import { NEVER_TAKEN, NOT_OVER, Ranking, timesText } from './ranking.tsx'
import { livesLink } from './span.ts'

interface Of {
  readonly value: ResponseStatistics
}

const TIMES = ['Until taken', 'Until resolved', 'Contact lost'] as const

/** Names with the most lives. */
export function Names({ value }: Of): ReactNode {
  return (
    <Ranking
      title="Noisiest alerts"
      lead="Medians, with the 90th percentile and of how many. A life that ended because contact was lost is in no time: nobody knows when it was over."
      columns={['Name', 'Lives', 'Alerts', ...TIMES]}
      none="None."
      rows={value.noisiest.map((one) => ({
        key: one.alertname,
        name: <bdi>{lineOf(alertName(one))}</bdi>,
        count: one.lives,
        href: livesLink(value, {}, { alertname: one.alertname }),
        cells: [
          formatCount(one.alerts),
          timesText(one.to_acknowledge, NEVER_TAKEN),
          timesText(one.to_resolve, NOT_OVER),
          lostOf(one.lost),
        ],
      }))}
    />
  )
}

/** Services with the most lives. */
export function Services({ value }: Of): ReactNode {
  return (
    <Ranking
      title="By service"
      lead="The first present of the labels service, job and namespace."
      columns={['Service', 'Lives', 'Alerts', ...TIMES]}
      none="None."
      rows={value.services.map((one) => ({
        key: `${one.label} ${one.value}`,
        name: one.label === null ? 'no service, job or namespace' : <bdi>{lineOf(one.value)}</bdi>,
        count: one.lives,
        href: livesLink(value, {}, serviceLabels(one)),
        cells: [
          formatCount(one.alerts),
          timesText(one.to_acknowledge, NEVER_TAKEN),
          timesText(one.to_resolve, NOT_OVER),
          lostOf(one.lost),
        ],
      }))}
    />
  )
}

/** The labels before it in the order are those that it does not have. */
function serviceLabels({
  label,
  value,
}: Pick<ResponseStatistics['services'][number], 'label' | 'value'>): Record<string, string> {
  const order = ['service', 'job', 'namespace']
  const missing = label === null ? order : order.slice(0, order.indexOf(label))
  return {
    ...Object.fromEntries(missing.map((name) => [name, ''])),
    ...(label !== null && { [label]: value }),
  }
}

/** Alerts that came back most often. */
export function Flapping({ value }: Of): ReactNode {
  return (
    <Ranking
      title="Came back most often"
      columns={['Alert', 'Lives', 'Now']}
      none="No alert came back three times."
      rows={value.flapping.map(({ fingerprint, alertname, lives }) => ({
        key: fingerprint,
        name: <bdi>{lineOf(alertName({ alertname }))}</bdi>,
        count: lives,
        href: livesLink(value, { fingerprint }),
        cells: [
          <a key="now" href={`#${alertPath(fingerprint)}`}>
            as it is now
          </a>,
        ],
      }))}
    />
  )
}

/** Who took the most. */
export function Owners({ value }: Of): ReactNode {
  return (
    <Ranking
      title="By who took them first"
      columns={['Name', 'Taken', 'Until taken', 'Until resolved']}
      none="Nobody took any."
      rows={value.owners.map((one) => ({
        key: one.name,
        name: <bdi>{lineOf(one.name || 'no name')}</bdi>,
        count: one.acknowledged,
        href: livesLink(value, { owner: one.name, fate: 'acknowledged' }),
        cells: [timesText(one.to_acknowledge, NEVER_TAKEN), timesText(one.to_resolve, NOT_OVER)],
      }))}
    />
  )
}

function lostOf(lost: number): string {
  return lost === 0 ? '–' : formatCount(lost)
}
