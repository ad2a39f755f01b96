export interface Recipe {
  readonly key: 'beside' | 'webhook' | 'replace'
  readonly title: string
  /** What this way means, in one sentence. */
  readonly meaning: string
  /** The file that the text belongs in. */
  readonly file: string
  readonly yaml: string
}

/** How to send alerts to the server at `origin`, in the words of Prometheus' and Alertmanager's own settings. */
export function connectRecipes(origin: string): readonly Recipe[] {
  const { host, protocol, pathname } = new URL(origin)
  const prefix = pathname.replace(/\/+$/, '')
  const ways = [
    ...(protocol === 'https:' ? ['    scheme: https'] : []),
    ...(prefix === '' ? [] : [`    path_prefix: ${prefix}`]),
  ]
  const prometheus = (targets: readonly string[]): string =>
    ['alerting:', '  alertmanagers:', ...targets].join('\n')
  const ours = ['  - static_configs:', `    - targets: ['${host}']`, ...ways]
  return [
    {
      key: 'beside',
      title: 'Beside Alertmanager (recommended)',
      meaning: 'Prometheus sends to both. Your paging stays as it is.',
      file: 'prometheus.yml',
      yaml: prometheus([
        '  - static_configs:',
        "    - targets: ['alertmanager.example.com:9093']   # yours, unchanged",
        ...ours,
      ]),
    },
    {
      key: 'webhook',
      title: 'Webhook',
      meaning: 'Alertmanager passes on what it notifies about. Use it if you cannot change Prometheus.',
      file: 'alertmanager.yml',
      yaml: [
        'receivers:',
        '- name: watchfloor',
        '  webhook_configs:',
        `  - url: ${origin.replace(/\/+$/, '')}/api/v2/webhooks/alertmanager`,
        '    send_resolved: true',
        'route:',
        '  routes:',
        '  - receiver: watchfloor',
        '    continue: true',
      ].join('\n'),
    },
    {
      key: 'replace',
      title: 'Replace',
      meaning:
        'Prometheus sends here only. Watchfloor reaches desks, not phones: nothing pages without your Alertmanager.',
      file: 'prometheus.yml',
      yaml: prometheus(ours),
    },
  ]
}
