import type { AlertDetail, BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { loadSettings } from '../../../../server/src/config/load-settings.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'

test('S1: replica labels are taken out on every entry, and neither filters nor silences see them', async () => {
  const { url } = await runServer({ config: { replica_labels: ['prometheus_replica', '__replica__'] } })
  const report = async (path: string, body: unknown): Promise<void> => {
    const answer = await post(`${url}/api/v2${path}`, body)
    expect(answer.status).toBe(200)
  }
  const startsAt = new Date().toISOString()
  const alert = (replica: string) => ({
    labels: { alertname: 'A', prometheus_replica: replica },
    annotations: {},
    startsAt,
    generatorURL: 'http://prom:9090/graph',
  })
  await report('/alerts', [alert('a'), alert('b')])
  await report('/webhooks/alertmanager', {
    version: '4',
    status: 'firing',
    receiver: 'w',
    alerts: ['a', 'b'].map((replica) => ({
      ...alert(replica),
      status: 'firing',
      endsAt: '0001-01-01T00:00:00Z',
    })),
  })
  const { alerts } = (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
  expect(alerts.map(({ labels }) => labels)).toEqual([{ alertname: 'A' }])
  const detail = (await (await fetch(`${url}/api/v2/alerts/${alerts[0]?.fingerprint}`)).json()) as AlertDetail
  expect(detail.reporters.map(({ entry, replica_labels }) => [entry, replica_labels])).toEqual(
    ['direct', 'direct', 'relayed', 'relayed'].map((entry, n) => [
      entry,
      { prometheus_replica: n % 2 === 0 ? 'a' : 'b' },
    ]),
  )
  const found = async (filter: string): Promise<number> => {
    const answer = await fetch(`${url}/api/v2/alerts?filter=${encodeURIComponent(filter)}`)
    return ((await answer.json()) as unknown[]).length
  }
  expect(await found('prometheus_replica="a"')).toBe(0)
  expect(await found('alertname="A"')).toBe(1)
})

test('S1: replica labels are named in a file or in a variable', () => {
  const loaded = loadSettings({ environment: { WATCHFLOOR_REPLICA_LABELS: 'replica, prometheus_replica' } })
  expect(loaded).toMatchObject({ ok: true, settings: { replica_labels: ['replica', 'prometheus_replica'] } })
})
