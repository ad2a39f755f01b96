import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { accessOf, bearer } from '../../../support/http/people.ts'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const shared = sharedServer({
  access: accessOf({
    prom: { role: 'ingest' },
    // The same name is no way to be somebody else.
    stranger: { role: 'ingest', name: 'prom' },
    ana: { role: 'responder' },
  }),
})

const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()
type Write = (labels: Readonly<Record<string, string>>, end: string | undefined) => readonly [string, unknown]

const DOORS: Readonly<Record<string, Write>> = {
  alerts: (labels, endsAt) => ['alerts', [{ labels, ...(endsAt && { endsAt }) }]],
  alertmanager: (labels, endsAt) => [
    'webhooks/alertmanager',
    {
      version: '4',
      groupKey: 'g',
      receiver: 'r',
      alerts: [{ status: endsAt ? 'resolved' : 'firing', labels, ...(endsAt && { endsAt }) }],
    },
  ],
  grafana: (labels, endsAt) => [
    'webhooks/grafana',
    {
      version: '1',
      groupKey: 'g',
      receiver: 'r',
      orgId: 1,
      alerts: [{ status: endsAt ? 'resolved' : 'firing', labels, ...(endsAt && { endsAt }) }],
    },
  ],
  generic: ({ alertname, ...labels }, ends_at) => [
    'webhooks/generic',
    { name: alertname, labels, status: ends_at ? 'resolved' : 'firing', ...(ends_at && { ends_at }) },
  ],
}

async function send(by: string, [path, body]: readonly [string, unknown]): Promise<void> {
  const answer = await post(`${shared().url}/api/v2/${path}`, body, bearer(by))
  expect([path, answer.status]).toEqual([path, 200])
}

async function isFiring(name: string): Promise<boolean> {
  const response = await fetch(`${shared().url}/api/v2/board`, { headers: bearer('ana') })
  const { alerts } = (await response.json()) as BoardSnapshot
  return alerts.some(({ alertname, status }) => alertname === name && status === 'firing')
}

const PAIRS = Object.keys(DOORS).flatMap((by) => Object.keys(DOORS).map((against) => [against, by] as const))

test.each(PAIRS)('S3: what came by %s is not ended by another sender through %s', async (door, other) => {
  const name = `${door} against ${other}`
  const labels = { alertname: name, a: '1', b: '2' }
  const [own, theirs] = [DOORS[door] as Write, DOORS[other] as Write]
  await send('prom', own(labels, undefined))
  for (const end of [at(0), at(-3600), '1970-01-02T00:00:00Z'])
    for (const said of [labels, { b: '2', a: '1', alertname: name, empty: '' }])
      await send('stranger', theirs(said, end))
  // Nor by a word of its own that it takes back.
  await send('stranger', theirs(labels, undefined))
  await send('stranger', theirs(labels, at(0)))
  expect(await isFiring(name)).toBe(true)
  await send('prom', own(labels, at(0)))
  expect(await isFiring(name)).toBe(false)
})

test('S3: a person who may respond ends it for all', async () => {
  const labels = { alertname: 'ours' }
  await send('prom', (DOORS.alerts as Write)(labels, undefined))
  await send('ana', (DOORS.alerts as Write)(labels, at(0)))
  expect(await isFiring('ours')).toBe(false)
})
