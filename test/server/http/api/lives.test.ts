import type { LivesPage, LoggedEvent } from '@watchfloor/contract'
import { LivesPage as LivesSchema, parser } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { ask, request } from '../../../support/http/ask.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const shared = sharedServer()
const parseLives = parser(LivesSchema)

async function post(alertname: string, more: object = {}): Promise<void> {
  const labels = { alertname, service: 'checkout' }
  expect((await request(shared(), 'POST', '/alerts', [{ labels, ...more }])).status).toBe(200)
}

async function lives(query: string): Promise<LivesPage> {
  const read = parseLives((await ask(shared(), 'GET', `/lives${query}`)).body)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

test('the lives of an alert: who took each first with what note, how it ended, page by page', async () => {
  await post('Lived')
  const [first] = (await lives('?filter=alertname%3D"Lived"')).lives
  expect(first).toMatchObject({ alertname: 'Lived', owner: null, ended: null, ended_by: null })
  const { fingerprint = '' } = first ?? {}
  const note = { name: 'Priya', note: 'disk is full' }
  expect((await request(shared(), 'POST', `/alerts/${fingerprint}/acknowledge`, note)).status).toBe(200)
  await post('Lived', { endsAt: new Date().toISOString() })
  await post('Lived')
  const own = `?fingerprint=${fingerprint}`
  expect((await lives(own)).lives).toMatchObject([
    { owner: null, ended: null },
    { life: first?.life, owner: 'Priya', note: 'disk is full', ended_by: 'sender', labels: first?.labels },
  ])
  const page = await lives(`${own}&limit=1`)
  expect(page.lives).toHaveLength(1)
  const rest = await lives(`${own}&before=${page.before}`)
  expect([rest.lives.map(({ life }) => life), rest.before]).toEqual([[first?.life], null])
  // Each number of the statistics leads to what it counts.
  expect((await lives(`${own}&owner=Priya`)).lives).toHaveLength(1)
  expect((await lives(`${own}&fate=firing`)).lives).toHaveLength(1)
  expect((await lives(`${own}&fate=lost`)).lives).toEqual([])
  const hour = new Date().getUTCHours()
  expect((await lives(`${own}&hour=${(hour + 25) % 24}&offset=60`)).lives).toHaveLength(2)
  expect((await lives(`${own}&hour=${(hour + 12) % 24}`)).lives).toEqual([])
  expect((await ask(shared(), 'GET', '/stats/response')).body).toMatchObject({
    services: [{ label: 'service', value: 'checkout', lives: 2, acknowledged: 1 }],
    owners: [{ name: 'Priya', to_resolve: { count: 1 } }],
    counted_since: null,
  })
})

test('the history also oldest first, for whoever goes on from a moment', async () => {
  const from = new Date().toISOString()
  for (const name of ['One', 'Two', 'Three']) await post(name)
  const read = async (query: string) =>
    (await ask(shared(), 'GET', `/history?from=${from}&types=alert_created&${query}`)).body as {
      readonly events: readonly LoggedEvent[]
      readonly before: string | null
    }
  const names = ({ events }: Awaited<ReturnType<typeof read>>): readonly string[] =>
    events.map(({ data }) => (data as { alertname: string }).alertname)
  expect(names(await read('order=oldest'))).toEqual(['One', 'Two', 'Three'])
  const page = await read('order=oldest&limit=2')
  expect(names(page)).toEqual(['One', 'Two'])
  expect(names(await read(`order=oldest&before=${page.before}`))).toEqual(['Three'])
})

test.each([
  ['/lives?fate=gone', /fate is "gone"/],
  ['/lives?hour=24', /hour must be/],
  ['/lives?offset=-999', /offset must be/],
  ['/lives?before=x', /before is "x"/],
  ['/lives?fingerprint=x', /fingerprint is "x"/],
  ['/lives?filter=nonsense', /nonsense/],
  ['/history?order=up', /order is "up"/],
  ['/stats/timeline?from=yesterday', /from is "yesterday"/],
])('%s is refused with what is wrong', async (path, message) => {
  const { status, body } = await ask(shared(), 'GET', path)
  expect([status, body]).toEqual([
    400,
    { error: { code: 'invalid', message: expect.stringMatching(message), request_id: expect.any(String) } },
  ])
})
