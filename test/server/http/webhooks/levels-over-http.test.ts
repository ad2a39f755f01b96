import { type BoardSnapshot, fingerprint, type LoggedEvent } from '@watchfloor/contract'
import { startServer } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const NETDATA = {
  name: 'netdata',
  labels: { alertname: '/alert', host: '/host' },
  level: '/status',
  levels: { CLEAR: 'resolved' },
}

interface Gettable {
  readonly fingerprint: string
  readonly labels: Readonly<Record<string, string>>
}

test('S8, S20: a level over the wire: in Alertmanager’s list, for whoever follows one level, and over a restart', async () => {
  const config = { data_dir: await tempDir(), listen: '127.0.0.1:0', webhooks: [NETDATA] }
  let server = await startServer({ config })
  onTestFinished(() => server.close())
  const get = async <T>(path: string): Promise<T> => (await (await fetch(server.url + path)).json()) as T
  const say = async (status: string): Promise<void> => {
    const body = { alert: 'Disk', host: 'a', status }
    expect((await post(`${server.url}/api/v2/webhooks/generic/netdata`, body)).status).toBe(200)
  }
  const listed = (severity: string): Promise<readonly Gettable[]> =>
    get(`/api/v2/alerts?filter=${encodeURIComponent(`severity="${severity}"`)}`)

  await say('WARNING')
  const { cursor } = await get<BoardSnapshot>('/api/v2/board')
  await say('CRITICAL')
  const id = fingerprint({ alertname: 'Disk', host: 'a' })
  expect(await listed('CRITICAL')).toMatchObject([{ fingerprint: id, labels: { severity: 'CRITICAL' } }])
  expect(await listed('WARNING')).toEqual([])
  await say('WARNING')
  await say('WARNING')
  const followed = (query: string) =>
    get<{ readonly events: readonly LoggedEvent[] }>(`/api/v2/events?cursor=${cursor}&${query}`)
  for (const query of ['severity=critical', `filter=${encodeURIComponent('severity="CRITICAL"')}`]) {
    const { events } = await followed(`sources=alert_processor&${query}`)
    expect(events.map(({ type, data }) => [type, (data as { severity?: string }).severity])).toEqual([
      ['alert_updated', 'CRITICAL'],
      ['alert_updated', 'WARNING'],
    ])
  }

  const before = await get<BoardSnapshot>('/api/v2/board')
  await server.close()
  server = await startServer({ config })
  expect((await get<BoardSnapshot>('/api/v2/board')).alerts).toEqual(before.alerts)
  await say('CRITICAL')
  expect(await listed('CRITICAL')).toHaveLength(1)
  await say('CLEAR')
  expect(await get('/api/v2/alerts')).toEqual([])
})
