import { BulkAnswer, parser, SilencePreview } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { WallClock } from '../../../support/core/wall-clock.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'

const START = '2026-01-05T03:00:00.000Z'
const parsePreview = parser(SilencePreview)
const parseBulk = parser(BulkAnswer)

async function start() {
  const clock = new WallClock(START)
  const { url } = await runServer({ clock })
  return { clock, url, api: `${url}/api/v2` }
}

const matcher = (name: string, value: string, is_regex = false) => ({ name, value, is_regex, is_equal: true })

test('a preview says what a silence would hide now, and what it would have hidden in the past week', async () => {
  const { clock, api } = await start()
  const alert = (alertname: string, cluster: string, severity: string, extra: object = {}) => ({
    labels: { alertname, cluster, severity },
    ...extra,
  })
  const past = alert('Past', 'eu', 'warning')
  await post(`${api}/alerts`, [past])
  await post(`${api}/alerts`, [{ ...past, startsAt: '2026-01-05T02:00:00Z', endsAt: START }])
  clock.set('2026-01-05T05:00:00.000Z')
  await post(`${api}/alerts`, [
    alert('A', 'eu', 'critical'),
    alert('B', 'eu', 'warning'),
    alert('C', 'us', 'critical'),
    alert('D', 'us', 'info'),
  ])
  const preview = async (...matchers: object[]) => {
    const answer = await post(`${api}/silences/preview`, { matchers })
    expect(answer.status).toBe(200)
    const parsed = parsePreview(await answer.json())
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.value
  }
  expect(await preview(matcher('cluster', 'eu'))).toMatchObject({
    firing: {
      count: 2,
      share: 0.5,
      by_level: { critical: 1, high: 0, warning: 1, info: 0, unset: 0 },
      silenced: 0,
      sample: [{ alertname: 'A', level: 'critical' }, { alertname: 'B' }],
    },
    past: { days: 7, lives: 3, critical: 1, alerts: 3, complete: true },
    upstreams: [],
  })
  expect((await preview(matcher('alertname', 'A|D', true))).firing.count).toBe(2)
  expect(await preview(matcher('cluster', 'nowhere'))).toMatchObject({
    firing: { count: 0, share: 0 },
    past: { lives: 0, alerts: 0 },
  })
  const wrong = await post(`${api}/silences/preview`, { matchers: [matcher('a', '(', true)] })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('matchers[0]')])
  expect((await post(`${api}/silences/preview`, { matchers: [] })).status).toBe(400)
})

test('many silences end in one transaction, each with its own outcome, and their alerts are told', async () => {
  const { url, api } = await start()
  await post(`${api}/alerts`, [{ labels: { alertname: 'A', cluster: 'eu' } }])
  const make = async (value: string): Promise<string> => {
    const body = {
      matchers: [{ name: 'cluster', value, isRegex: false }],
      startsAt: START,
      endsAt: '2026-01-05T05:00:00Z',
      createdBy: 'anna',
      comment: 'x',
    }
    return ((await (await post(`${api}/silences`, body)).json()) as { silenceID: string }).silenceID
  }
  const [first, second, third] = [await make('eu'), await make('us'), await make('ap')]
  await fetch(`${url}/api/v2/silence/${third}`, { method: 'DELETE' })
  const ids = [first, 'nothing', second, third]
  const answer = await post(`${api}/silences/bulk`, { action: 'expire', ids, name: 'ben' })
  const parsed = parseBulk(await answer.json())
  expect(parsed).toEqual({
    ok: true,
    value: {
      results: [
        { id: first, outcome: 'expired' },
        { id: 'nothing', outcome: 'not_found' },
        { id: second, outcome: 'expired' },
        { id: third, outcome: 'was_expired' },
      ],
    },
  })
  const { events } = (await (
    await fetch(`${url}/api/v2/history?types=silence_deleted,alert_unsilenced&from=2026-01-05T00:00:00Z`)
  ).json()) as { events: { type: string; data: { by?: string } }[] }
  expect(
    events
      .map(({ type, data }) => [type, data.by])
      .toReversed()
      .slice(1),
  ).toEqual([
    ['silence_deleted', 'ben'],
    ['alert_unsilenced', undefined],
    ['silence_deleted', 'ben'],
  ])
  for (const wrong of [{}, { action: 'expire', ids: [] }, { action: 'remove', ids }])
    expect((await post(`${api}/silences/bulk`, wrong)).status).toBe(400)
})
