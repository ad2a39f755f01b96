import type { Alert, BoardSnapshot, Page } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../support/http/run-server.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const RULES = `groups:
- name: lab
  rules:
  - {alert: PairDown, expr: '${isMeasured('down')}', labels: {severity: critical}, annotations: {value: '{{ $value }}'}}
`

interface Detail {
  readonly alert: Alert
  readonly reporters: readonly { readonly status: string; readonly replica_labels?: { replica: string } }[]
}

test('S1, S3: two real Prometheus that differ by their replica label are one alert, which outlives the death of one', async () => {
  const server = await runServer({ config: { replica_labels: ['replica'], resolve_timeout: 2_000 } })
  const cursor = ((await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot).cursor
  const address = `127.0.0.1:${server.port}`
  const start = async (replica: string) => {
    const prometheus = await startPrometheus({
      folder: await tempDir(),
      alertmanagers: [address],
      rules: RULES,
      measures: { down: 1 },
      labels: { replica },
    })
    onTestFinished(() => prometheus.program.stop())
    return prometheus
  }
  const [a, b] = await Promise.all([start('a'), start('b')])
  const detail = async (): Promise<Detail | undefined> => {
    const { alerts } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
    expect(alerts.length).toBeLessThanOrEqual(1)
    if (alerts[0] === undefined) return undefined
    return (await (await fetch(`${server.url}/api/v2/alerts/${alerts[0].fingerprint}`)).json()) as Detail
  }
  const words = (wanted: Readonly<Record<string, string>>) =>
    until(
      JSON.stringify(wanted),
      async () => {
        const known = await detail()
        const said = Object.fromEntries(
          (known?.reporters ?? []).map(({ replica_labels, status }) => [
            replica_labels?.replica ?? '',
            status,
          ]),
        )
        const isSaid = Object.entries(wanted).every(([replica, status]) => said[replica] === status)
        return isSaid ? known : undefined
      },
      60_000,
    )

  const both = await words({ a: 'firing', b: 'firing' })
  expect(both.alert.labels).toEqual({ alertname: 'PairDown', cluster: 'lab', severity: 'critical' })

  // One says that it is over, the other still fires.
  await a.measure({ down: 0 })
  expect((await words({ a: 'resolved', b: 'firing' })).alert.status).toBe('firing')
  await a.measure({ down: 1 })
  expect((await words({ a: 'firing', b: 'firing' })).alert.life).toBe(both.alert.life)

  // One dies without a word.
  await a.program.stop('SIGKILL')
  const alone = await words({ a: 'lost', b: 'firing' })
  expect(alone.alert).toMatchObject({ status: 'firing', life: both.alert.life, unconfirmed: false })

  await b.measure({ down: 0 })
  const over = await until('the end', async () => {
    const known = await detail()
    return known?.alert.status === 'resolved' ? known.alert : undefined
  })
  expect(over).toMatchObject({ life: both.alert.life, resolved_by: 'sender' })
  const page = (await (await fetch(`${server.url}/api/v2/events?cursor=${cursor}`)).json()) as Page
  const told = page.events
    .map(({ type }): string => type)
    .filter((type) => /created|firing|resolved/.test(type))
  expect(told).toEqual(['alert_created', 'alert_resolved'])
}, 120_000)
