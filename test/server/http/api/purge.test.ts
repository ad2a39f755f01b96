import { type Alert, fingerprint, type PurgeAnswer } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { purge } from '../../../../server/src/cli/purge.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { until } from '../../../support/until.ts'

async function fire(server: Server, team: string, count: number): Promise<void> {
  const alerts = Array.from({ length: count }, (_, n) => ({
    labels: { alertname: `A${n}`, team, severity: n === 0 ? 'critical' : 'warning' },
    generatorURL: `http://${team}:9090/graph`,
  }))
  expect(
    (await post(`${server.url}/api/v2/alerts`, alerts, { 'user-agent': 'Prometheus/3.0.0' })).status,
  ).toBe(200)
}

const team = (value: string) => [{ name: 'team', value, is_regex: false, is_equal: true }]
const firing = (server: Server): number => server.core.alerts().length

test('S5: alerts end by matcher, each with its event and by name; a later report opens a new life', async () => {
  const server = await runServer()
  await fire(server, 'a', 2)
  await fire(server, 'b', 20)
  const preview = await post(`${server.url}/api/v2/purge`, { matchers: team('a'), preview: true })
  expect(await preview.json()).toMatchObject({
    done: false,
    ends: { count: 2, firing: 22, by_level: { critical: 1 } },
  })
  expect(firing(server)).toBe(22)

  const answer = await post(`${server.url}/api/v2/purge`, {
    matchers: team('a'),
    name: 'Ana',
    note: 'host is gone',
  })
  expect(await answer.json()).toMatchObject({ done: true, ends: { count: 2 } } satisfies Partial<
    Record<keyof PurgeAnswer, unknown>
  >)
  expect(firing(server)).toBe(20)
  const { events } = await server.core.readHistory({
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    filter: {},
    fingerprint: undefined,
    before: undefined,
    limit: 2,
  })
  expect(events).toMatchObject([
    { type: 'alert_resolved', data: { by: 'Ana', reason: 'host is gone', resolved_by: 'person' } },
    { type: 'alert_resolved', data: { by: 'Ana' } },
  ])
  await fire(server, 'a', 1)
  expect(server.core.alerts().filter(({ alert }) => alert.labels.team === 'a')).toHaveLength(1)
})

test('what would end much of the board takes a second word, and nonsense is told', async () => {
  const server = await runServer()
  await fire(server, 'a', 12)
  const body = { matchers: team('a'), name: 'Ana' }
  const asked = await post(`${server.url}/api/v2/purge`, body)
  expect(asked.status).toBe(409)
  expect(await asked.json()).toMatchObject({
    error: { code: 'needs_confirmation', message: expect.stringContaining('12 of 12 firing alerts') },
    ends: { count: 12 },
  })
  expect(firing(server)).toBe(12)
  expect((await post(`${server.url}/api/v2/purge`, { ...body, confirm: true })).status).toBe(200)
  expect(firing(server)).toBe(0)
  for (const [wrong, message] of [
    [{}, /what to purge/],
    [{ matchers: team('a') }, /name is missing/],
    [{ matchers: [{ name: 'a', value: '(', is_regex: true, is_equal: true }] }, /matchers\[0\]/],
  ] as const) {
    const refused = await post(`${server.url}/api/v2/purge`, wrong)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toMatch(message)
  }
})

test('a source is forgotten once nothing of it fires, and its row leaves the board', async () => {
  const server = await runServer()
  await fire(server, 'a', 1)
  const component = 'Prometheus a:9090'
  const row = () => server.core.board().health.some((one) => one.component === component)
  await until('its row', async () => row() || undefined)
  const ask = (more: object) =>
    post(`${server.url}/api/v2/purge`, {
      sources: [component, 'nobody'],
      name: 'Ana',
      confirm: true,
      ...more,
    })
  const kept = (await (await ask({})).json()) as PurgeAnswer
  expect(kept.sources).toEqual([
    { component, outcome: 'holds_alerts' },
    { component: 'nobody', outcome: 'not_found' },
  ])
  expect(row()).toBe(true)
  // A preview judges the source as if its alerts had ended, and ends none of them.
  const would = (await (await ask({ matchers: team('a'), preview: true })).json()) as PurgeAnswer
  expect(would).toMatchObject({ done: false, ends: { count: 1 } })
  expect(would.sources[0]).toEqual({ component, outcome: 'forgotten' })
  expect(firing(server)).toBe(1)
  expect(row()).toBe(true)
  const gone = (await (await ask({ matchers: team('a') })).json()) as PurgeAnswer
  expect(gone.sources[0]).toEqual({ component, outcome: 'forgotten' })
  expect(row()).toBe(false)
})

test('a heartbeat that nobody sends any more can be forgotten, so that nothing waits for it', async () => {
  const server = await runServer()
  await post(`${server.url}/api/v2/alerts`, [{ labels: { alertname: 'Watchdog' } }])
  const row = () => server.core.board().health.some((one) => one.component === 'Pipeline heartbeat Watchdog')
  await until('its row', async () => row() || undefined)
  const matchers = [{ name: 'alertname', value: 'Watchdog', is_regex: false, is_equal: true }]
  expect((await post(`${server.url}/api/v2/purge`, { matchers, name: 'Ana' })).status).toBe(200)
  expect(row()).toBe(false)
})

test('S5: one alert that is still reported ends by hand with a second word', async () => {
  const server = await runServer()
  await fire(server, 'a', 1)
  const id = fingerprint({ alertname: 'A0', team: 'a', severity: 'critical' })
  const refused = await post(`${server.url}/api/v2/alerts/${id}/resolve`, { name: 'Ana' })
  expect(refused.status).toBe(409)
  expect(await refused.text()).toMatch(/Prometheus a:9090 reported it.*\\"confirm\\": true/)
  const ended = await post(`${server.url}/api/v2/alerts/${id}/resolve`, { name: 'Ana', confirm: true })
  expect((await ended.json()) as Alert).toMatchObject({ status: 'resolved', resolved_by: 'person' })
})

test('watchfloor-server purge says what it would do, and does it with --yes', async () => {
  const server = await runServer()
  await fire(server, 'a', 3)
  const said: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((text: string) => said.push(text) > 0) as typeof write
  try {
    const flags = { server: server.url, filter: 'team="a",alertname=~"A0|A1"', source: 'nobody' }
    expect(await purge(flags)).toBe(0)
    expect(firing(server)).toBe(3)
    expect(await purge({ ...flags, name: 'Ana', yes: '' })).toBe(0)
    expect(firing(server)).toBe(1)
  } finally {
    process.stdout.write = write
  }
  expect(said.join('')).toMatch(
    /^Would end 2 of 3 firing alerts \(67 %\): 1 critical, 1 warning\.\n {2}critical .*\n {2}warning .*\nnobody: there is no such source\.\nNothing was changed\. Add --yes --name YOU to do it\.\nEnded 2 of 3/,
  )
})
