import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { accessOf, bearer } from '../../../support/http/people.ts'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const EU = { cluster: 'eu', team: 'payments' }
const shared = sharedServer({
  access: accessOf({ eu: { role: 'ingest', labels: EU }, us: { role: 'ingest' }, ana: { role: 'admin' } }),
  config: {
    replica_labels: ['cluster'],
    webhooks: [{ name: 'own', labels: { alertname: '/name', cluster: '/cluster' } }],
  },
})

async function firing(): Promise<readonly Readonly<Record<string, string>>[]> {
  const response = await fetch(`${shared().url}/api/v2/board`, { headers: bearer('ana') })
  const { alerts } = (await response.json()) as BoardSnapshot
  return alerts.filter(({ status }) => status === 'firing').map(({ labels }) => labels)
}

const send = async (path: string, body: unknown, by = 'eu'): Promise<number> =>
  (await post(`${shared().url}/api/v2/${path}`, body, bearer(by))).status

const DOORS = [
  [
    'alerts',
    (labels: object, isOver: boolean) => [{ labels, ...(isOver && { endsAt: new Date().toISOString() }) }],
  ],
  [
    'webhooks/alertmanager',
    (labels: object, isOver: boolean) => ({
      version: '4',
      groupKey: 'g',
      receiver: 'r',
      alerts: [{ status: isOver ? 'resolved' : 'firing', labels }],
    }),
  ],
  [
    'webhooks/generic',
    ({ alertname, ...labels }: Record<string, string>, isOver: boolean) => ({
      name: alertname,
      labels,
      status: isOver ? 'resolved' : 'firing',
    }),
  ],
] as const

test.each(DOORS)(
  'S33: by %s, what a credential reports bears its labels, and ends by what it sent',
  async (path, write) => {
    const sent = { alertname: 'X', cluster: 'us', team: '' }
    // Another one reports the very same; it is another alert, and stays.
    expect(await send(path, write({ alertname: 'X', team: 'core' }, false), 'us')).toBe(200)
    expect(await send(path, write(sent, false))).toBe(200)
    expect(await firing()).toEqual(
      expect.arrayContaining([
        { alertname: 'X', team: 'core' },
        { alertname: 'X', ...EU },
      ]),
    )
    expect(await firing()).toHaveLength(2)
    // In another order, with labels that are empty, and one that claims to be the other's.
    expect(await send(path, write({ team: 'core', alertname: 'X', empty: '' }, true))).toBe(200)
    expect(await firing()).toEqual([{ alertname: 'X', team: 'core' }])
    expect(await send(path, write({ alertname: 'X', team: 'core' }, true), 'us')).toBe(200)
    expect(await firing()).toEqual([])
  },
)

test('S33: forced labels alone are no alert, and win over a mapping', async () => {
  expect(await send('alerts', [{ labels: {} }])).toBe(400)
  expect(await firing()).toEqual([])
  expect(await send('webhooks/generic/own', { name: 'Y', cluster: 'us' })).toBe(200)
  expect(await firing()).toEqual([{ alertname: 'Y', ...EU }])
})
