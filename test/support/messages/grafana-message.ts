/** A webhook message as Grafana Alerting writes it; made by hand after its documentation, all of its fields there. */
export function grafanaMessage(alerts: readonly object[], more: object = {}): object {
  return {
    receiver: 'on\\.call',
    status: 'firing',
    alerts,
    groupLabels: { grafana_folder: 'shop' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://grafana.example:3000/',
    version: '1',
    groupKey: '{}:{grafana_folder="shop"}',
    truncatedAlerts: 0,
    orgId: 1,
    title: '[FIRING:1] shop',
    state: 'alerting',
    message: '**Firing**',
    ...more,
  }
}

/** One member of such a message. */
export function grafanaAlert(alertname: string, more: object = {}): object {
  return {
    status: 'firing',
    labels: { alertname, grafana_folder: 'shop', severity: 'critical' },
    annotations: { summary: 'Orders are late' },
    startsAt: '2026-01-05T02:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://grafana.example:3000/alerting/grafana/abc/view?orgId=1',
    fingerprint: 'c6eadffa33fcdf37',
    silenceURL: 'http://grafana.example:3000/alerting/silence/new?alertmanager=grafana&orgId=1',
    dashboardURL: 'http://grafana.example:3000/d/shop?orgId=1',
    panelURL: 'http://grafana.example:3000/d/shop?orgId=1&viewPanel=2',
    imageURL: '',
    values: { C: 1, B: 22.5, A: null },
    valueString: "[ var='B' labels={} value=22.5 ], [ var='C' labels={} value=1 ]",
    ruleUID: 'abc',
    orgId: 1,
    ...more,
  }
}
