import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../support/http/run-server.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const RULES = `groups:
- name: lab
  rules:
${['A', 'B', 'C'].map((name) => `  - {alert: ${name}, expr: '${isMeasured(name)}', labels: {severity: critical}}`).join('\n')}
`

/** A counter of the Prometheus itself. */
async function counter(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name}\\{[^}]*\\} ([\\d.e+]+)$`, 'm').exec(text)?.[1] ?? 0)
}

test('a Prometheus whose new alerts find no room is told 400, goes on with the others, and delivers once there is room', async () => {
  const server = await runServer({ config: { limits: { alerts: 2 } } })
  const prometheus = await startPrometheus({
    folder: await tempDir(),
    alertmanagers: [server.url.slice('http://'.length)],
    rules: RULES,
    measures: { A: 1, B: 1, C: 1 },
  })
  onTestFinished(() => prometheus.program.stop())
  const held = (): string =>
    server.core
      .alerts()
      .map(({ alert }) => alert.alertname)
      .toSorted()
      .join()
  await until('a full server', async () => (held() === 'A,B' ? true : undefined), 60_000)
  await until('errors', async () =>
    (await counter(prometheus.url, 'prometheus_notifications_errors_total')) > 2 ? true : undefined,
  )
  const row = server.core.board().health.find(({ component }) => component === 'Capacity')
  expect(row).toMatchObject({ status: 'unhealthy', message: expect.stringContaining('limits.alerts') })
  // What is there is re-sent all the while: no deadline comes near.
  const heard = (): string | undefined =>
    server.core.alert(server.core.alerts()[0]?.alert.fingerprint ?? '')?.reporters[0]?.last_report
  const before = heard()
  await until('a re-send', async () => ((heard() ?? '') > (before ?? '') ? true : undefined))
  await prometheus.measure({ A: 0 })
  await until('its alert', async () => (held() === 'B,C' ? true : undefined), 60_000)
})
