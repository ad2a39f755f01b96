import { readCapture } from './captures.ts'
import { grafanaAlert, grafanaMessage } from './grafana-message.ts'

/** What a real Alertmanager sent. */
export const ALERTMANAGER_MESSAGES: readonly unknown[] = readCapture('alertmanager-webhook').exchanges.map(
  ({ request }) => JSON.parse(request.rawBody) as unknown,
)

const ended = { status: 'resolved', endsAt: '2026-01-05T02:30:00Z' }

export const GRAFANA_MESSAGES: readonly unknown[] = [
  grafanaMessage([grafanaAlert('Late'), grafanaAlert('Slow', ended)]),
  grafanaMessage([grafanaAlert('Late')], { truncatedAlerts: 2 }),
  grafanaMessage([
    grafanaAlert('DatasourceNoData', {
      labels: { alertname: 'DatasourceNoData', rulename: 'Late', datasource_uid: 'prom', ref_id: 'A' },
      values: null,
    }),
  ]),
]

/** Our own plain format, in its three forms. */
export const PLAIN_MESSAGES: readonly unknown[] = [
  { name: 'Backup', severity: 'critical', labels: { host: 'db1', try: 3 }, summary: 'None since Sunday' },
  [
    { name: 'Backup', status: 'resolved', ends_at: 1_767_578_400 },
    { labels: { alertname: 'Disk' }, link: 'http://ci/7' },
  ],
  { alerts: [{ name: 'Backup', starts_at: '2026-01-05T02:00:00Z', annotations: { log: ['a', { b: 1 }] } }] },
]

/** A mapping as the settings have it, and what its sender writes. */
export const ZABBIX = {
  name: 'zabbix',
  alerts: '/problems',
  labels: { alertname: '/trigger/name', host: '/host', source: 'zabbix' },
  labels_from: '/tags',
  annotations: { items: '/items' },
  status: '/state',
  resolved: ['OK'],
  ignored: ['comment'],
  starts_at: '/since',
  link: '/url',
}

export const ZABBIX_MESSAGES: readonly unknown[] = [
  {
    host: 'web1',
    problems: [
      {
        trigger: { name: 'HTTP' },
        tags: { team: 'shop' },
        items: [1, 2],
        state: 'PROBLEM',
        since: 1_767_578_400,
      },
      { trigger: { name: 'Disk' }, state: 'OK', since: '1767578400', url: 'http://zabbix/7' },
      { trigger: { name: 'Disk' }, state: 'comment' },
    ],
  },
]
