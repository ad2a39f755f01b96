import { expect, test } from 'vitest'
import type { AlertInput } from '../../../server/src/alerts/alert-input.ts'
import { finish } from '../../../server/src/ground/steps.ts'
import { decodeWebhook, isGrafanaMessage } from '../../../server/src/sources/decode-webhook.ts'
import { grafanaAlert, grafanaMessage } from '../../support/messages/grafana-message.ts'

const NOW = Date.UTC(2026, 0, 5, 3)

function decode(alerts: readonly object[], more: object = {}) {
  const decoded = finish(decodeWebhook(grafanaMessage(alerts, more), NOW))
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.value
}

function one(more: object): AlertInput {
  const { alerts, rejected } = decode([grafanaAlert('Late', more)])
  expect(rejected.count).toBe(0)
  return alerts[0] as AlertInput
}

test('a Grafana message is read as Alertmanager’s: receiver, status, times, cut alerts', () => {
  const ended = { status: 'resolved', endsAt: '2026-01-05T02:30:00Z' }
  const decoded = decode([grafanaAlert('Late'), grafanaAlert('Gone', ended)], { truncatedAlerts: 2 })
  expect(decoded).toMatchObject({ receiver: 'on.call', truncated: 2, rejected: { count: 0 } })
  expect(decoded.alerts).toMatchObject([
    {
      labels: { alertname: 'Late', grafana_folder: 'shop', severity: 'critical' },
      startsAt: Date.UTC(2026, 0, 5, 2),
      endsAt: undefined,
      generatorURL: 'http://grafana.example:3000/alerting/grafana/abc/view?orgId=1',
    },
    { labels: { alertname: 'Gone' }, endsAt: Date.UTC(2026, 0, 5, 2, 30) },
  ])
})

test('measured values and Grafana’s links are kept as annotations beside the rule’s own', () => {
  expect(one({}).annotations).toEqual({
    summary: 'Orders are late',
    grafana_values: 'B=22.5, C=1',
    grafana_value_string: "[ var='B' labels={} value=22.5 ], [ var='C' labels={} value=1 ]",
    dashboard_url: 'http://grafana.example:3000/d/shop?orgId=1',
    panel_url: 'http://grafana.example:3000/d/shop?orgId=1&viewPanel=2',
    silence_url: 'http://grafana.example:3000/alerting/silence/new?alertmanager=grafana&orgId=1',
  })
})

test('an annotation of the rule is never overwritten', () => {
  const own = { dashboard_url: 'https://mine.example', grafana_values: 'mine', silence_url: '' }
  expect(one({ annotations: own }).annotations).toMatchObject(own)
})

test('extras that are missing, null or of the wrong kind are left out and never cost the alert', () => {
  const nothing = { values: null, valueString: null, dashboardURL: 5, panelURL: {}, silenceURL: ' ' }
  expect(one(nothing).annotations).toEqual({ summary: 'Orders are late' })
  const { grafana_values } = one({ values: { __proto__: 1, b: [], a: 'NaN', c: -0.5 } }).annotations
  expect(grafana_values).toBe('a=NaN, c=-0.5')
  const { annotations } = one({ values: [1], imageURL: 'https://shots.example/1.png' })
  expect(annotations).toMatchObject({ image_url: 'https://shots.example/1.png' })
  expect(annotations).not.toHaveProperty('grafana_values')
})

test('a link to the rule that is no URI is left out; the alert stays', () => {
  expect(one({ generatorURL: '?orgId=1' }).generatorURL).toBeUndefined()
  expect(one({ generatorURL: 7 }).generatorURL).toBeUndefined()
  expect(one({ annotations: null }).annotations).toHaveProperty('grafana_values')
})

test.each(['DatasourceNoData', 'DatasourceError'])('%s is an alert of its own for each rule', (alertname) => {
  const labels = (rulename: string) => ({
    labels: { alertname, rulename, datasource_uid: 'prom-1', grafana_folder: 'shop' },
  })
  const { alerts } = decode([
    grafanaAlert(alertname, labels('Late')),
    grafanaAlert(alertname, labels('Slow')),
  ])
  expect(alerts.map((alert) => alert.labels)).toEqual([labels('Late').labels, labels('Slow').labels])
})

test('S14: one unreadable alert of Grafana does not take the others with it', () => {
  const { alerts, rejected } = decode([
    grafanaAlert('Fine'),
    null as never,
    grafanaAlert('Bad', { labels: { a: 1 }, generatorURL: '?' }),
    grafanaAlert('Odd', { status: 'alerting' }),
  ])
  expect(alerts).toHaveLength(1)
  expect(rejected.reasons).toEqual([
    'alerts[1] is null, not an object',
    'alerts[2].labels.a is a number, not text',
    'alerts[3].status is "alerting", neither "firing" nor "resolved"',
  ])
})

test.each([
  [{ version: '1', orgId: 1 }, true],
  [{ version: '1', title: '' }, true],
  [{ version: '1' }, false],
  [{ version: 1, orgId: 1 }, false],
  [{ version: '4', orgId: 1, title: 'x' }, false],
  [[], false],
  [null, false],
])('%j is a Grafana message: %s', (body, is) => {
  expect(isGrafanaMessage(body)).toBe(is)
})
