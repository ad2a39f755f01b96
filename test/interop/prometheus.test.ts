import type { Alert, BoardSnapshot, Page } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { type Listener, listenPolling, listenSse, listenWebSocket } from '../support/network/listeners.ts'
import { startAlertmanager } from '../support/programs/alertmanager.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const RULES = `groups:
- name: lab
  rules:
${['PaymentsDown', 'CheckoutSlow']
  .map(
    (name) =>
      `  - {alert: ${name}, expr: '${isMeasured(name)}', labels: {severity: critical, service: shop}}`,
  )
  .join('\n')}
`

async function board(url: string): Promise<BoardSnapshot> {
  return (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
}

async function alertOn(url: string, name: string, status: Alert['status']): Promise<Alert> {
  return until(
    `${name} to be ${status}`,
    async () => {
      const { alerts } = await board(url)
      return alerts.find((alert) => alert.alertname === name && alert.status === status)
    },
    60_000,
  )
}

function story(listener: Listener, names: readonly string[]): string[] {
  return listener.events.flatMap((event) =>
    event.source === 'alert_processor' && names.includes(event.data.alertname)
      ? [`${event.sequence} ${event.type} ${event.data.alertname}`]
      : [],
  )
}

test('a real Prometheus, straight and through a real Alertmanager, is seen alike on all three transports', async () => {
  const folder = await tempDir()
  const server = await startServerProcess(`${folder}/data`)
  onTestFinished(() => server.program.stop())
  const listeners = await Promise.all([
    listenSse(server.url),
    listenWebSocket(server.url),
    listenPolling(server.url),
  ])
  onTestFinished(() => {
    for (const listener of listeners) listener.stop()
  })
  const alertmanager = await startAlertmanager(folder, `${server.url}/api/v2/webhooks/alertmanager`)
  onTestFinished(() => alertmanager.program.stop())
  const prometheus = await startPrometheus({
    folder,
    alertmanagers: [server.address, alertmanager.address],
    rules: RULES,
    measures: { PaymentsDown: 1, CheckoutSlow: 1 },
  })
  onTestFinished(() => prometheus.program.stop())

  const first = await alertOn(server.url, 'PaymentsDown', 'firing')
  expect(first).toMatchObject({ level: 'critical', labels: { cluster: 'lab', service: 'shop' } })
  await until('both ways of reporting', async () => {
    const response = await fetch(`${server.url}/api/v2/alerts/${first.fingerprint}`)
    const { reporters } = (await response.json()) as { reporters: { entry: string }[] }
    return new Set(reporters.map(({ entry }) => entry)).size === 2 ? true : undefined
  })
  await prometheus.measure({ PaymentsDown: 0 })
  expect(await alertOn(server.url, 'PaymentsDown', 'resolved')).toMatchObject({ resolved_by: 'sender' })

  const names = ['PaymentsDown', 'CheckoutSlow']
  const stories = await until('every transport to have told the end', () => {
    const told = listeners.map((listener) => story(listener, names))
    return told.every((lines) => lines.some((line) => line.includes('resolved'))) ? told : undefined
  })
  expect(stories[1]).toEqual(stories[0])
  expect(stories[2]).toEqual(stories[0])
  const kinds = stories[0]
    ?.map((line) => line.split(' ').slice(1).join(' '))
    .filter((line) => !line.includes('updated'))
  expect(kinds?.sort()).toEqual([
    'alert_created CheckoutSlow',
    'alert_created PaymentsDown',
    'alert_resolved PaymentsDown',
  ])
})

test('S4: killed with SIGKILL and away for longer than the deadlines, nothing is lost, resolved by itself or repeated', async () => {
  const folder = await tempDir()
  const first = await startServerProcess(`${folder}/data`)
  onTestFinished(() => first.program.stop('SIGKILL'))
  const prometheus = await startPrometheus({
    folder,
    alertmanagers: [first.address],
    rules: RULES,
    measures: { PaymentsDown: 1 },
  })
  onTestFinished(() => prometheus.program.stop())
  const before = await alertOn(first.url, 'PaymentsDown', 'firing')
  const detail = await (await fetch(`${first.url}/api/v2/alerts/${before.fingerprint}`)).json()
  const [reporter] = (detail as { reporters: { deadline: string }[] }).reporters
  const deadline = Date.parse(reporter?.deadline ?? '')
  const cursor = (await board(first.url)).cursor
  await first.kill()

  await until('the last deadline to pass', () => (Date.now() > deadline + 2_000 ? true : undefined), 60_000)
  const second = await startServerProcess(`${folder}/data`, { listen: first.address })
  onTestFinished(() => second.program.stop())
  const sent = () =>
    until(
      'a re-send',
      async () => {
        const { stats } = await board(second.url)
        const [seen] = Object.values(stats?.last_seen ?? {})
        return seen !== undefined && Date.parse(seen) > deadline ? true : undefined
      },
      60_000,
    )
  await sent()
  const after = await alertOn(second.url, 'PaymentsDown', 'firing')
  expect(after.life).toBe(before.life)

  const page = (await (await fetch(`${second.url}/api/v2/events?cursor=${cursor}`)).json()) as Page
  expect(page.reset).toBeUndefined()
  const types = page.events.map((event): string => event.type)
  expect(types.filter((type) => /created|firing|resolved/.test(type))).toEqual([])
})
