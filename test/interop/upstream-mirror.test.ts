import { expect, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { runServer } from '../support/http/run-server.ts'
import {
  hour,
  kept,
  postSilence,
  quietAlertmanager,
  shown,
  teamSilence,
  whenKept,
  whenShown,
} from '../support/programs/beside-alertmanager.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

async function beside(write = true) {
  const folder = await tempDir()
  const alertmanager = await quietAlertmanager(folder)
  const config = { upstreams: [{ name: 'eu', url: alertmanager.url, write }], upstream_poll: 200 }
  const server = await runServer({ config })
  await ask(server, 'POST', '/alerts', [{ labels: { alertname: 'X', team: 'a' } }])
  const alert = () => server.core.alerts()[0]?.alert
  return { folder, alertmanager, server, config, alert }
}

test("an Alertmanager's silence stands here, hides here, changes with it and ends with it", async () => {
  const { alertmanager, server, alert } = await beside()
  const id = await postSilence(alertmanager, teamSilence('a'))
  const mirrored = await whenKept(server, id, ({ state }) => state === 'active')
  expect(mirrored).toMatchObject({ created_by: 'Ana', comment: 'works of a', mirrored_from: ['eu'] })
  expect(alert()?.silenced_by).toEqual([id])
  expect((await shown(server))[0]?.annotations).toEqual({ watchfloor_mirrored_from: 'eu' })

  const [there] = await shown(alertmanager)
  await postSilence(alertmanager, { ...there, endsAt: hour(3), comment: 'longer' })
  await whenKept(server, id, ({ comment }) => comment === 'longer')
  await ask(alertmanager, 'DELETE', `/silence/${id}`)
  await whenKept(server, id, ({ state }) => state === 'expired')
  expect(alert()?.silenced_by).toEqual([])
  const { body } = await ask(server, 'GET', '/history?types=silence_deleted')
  expect(body).toMatchObject({ events: [{ data: { id, by: 'upstream eu', reason: 'it ended on eu' } }] })
})

test('a mirrored silence is changed and ended here by doing so there', async () => {
  const { alertmanager, server, alert } = await beside()
  const id = await postSilence(alertmanager, teamSilence('a'))
  await whenKept(server, id, () => true)
  const [mine] = await shown(server)
  expect(await postSilence(server, { ...mine, endsAt: hour(2), comment: 'from here' })).toBe(id)
  expect(kept(server, id)).toMatchObject({ comment: 'from here', mirrored_from: ['eu'] })
  expect((await shown(alertmanager))[0]).toMatchObject({
    id,
    comment: 'from here',
    endsAt: kept(server, id)?.ends_at,
  })

  const other = await postSilence(server, {
    ...mine,
    matchers: [{ name: 'team', value: 'b', isRegex: false }],
  })
  expect(other).not.toBe(id)
  expect([kept(server, id)?.state, kept(server, other)?.mirrored_from]).toEqual(['expired', ['eu']])
  expect(alert()?.silenced_by).toEqual([])
  expect((await ask(server, 'DELETE', `/silence/${other}`)).status).toBe(200)
  expect([kept(server, other)?.state, await shown(alertmanager)]).toEqual(['expired', []])

  const third = await postSilence(alertmanager, teamSilence('c'))
  await whenKept(server, third, () => true)
  const bulk = await ask(server, 'POST', '/silences/bulk', { action: 'expire', ids: [third, 'nobody'] })
  expect(bulk.body).toEqual({
    results: [
      { id: third, outcome: 'expired' },
      { id: 'nobody', outcome: 'not_found' },
    ],
  })
  expect(await shown(alertmanager)).toEqual([])
})

test('while it is away its silences stay as they were, the health row says since when, and changes are refused', async () => {
  const { folder, alertmanager, server, alert } = await beside()
  const id = await postSilence(alertmanager, teamSilence('a'))
  await whenKept(server, id, () => true)
  const row = () => server.core.board().health.find(({ component }) => component === 'Upstream eu')
  await until('a green row', async () => (row()?.status === 'healthy' ? true : undefined))
  await alertmanager.program.stop('SIGTERM')
  const red = await until('a red row', async () => (row()?.status === 'unhealthy' ? row() : undefined))
  expect(red.message).toMatch(
    /^http:.* is not reached: .*; the 1 silences that came from it stay as they were last$/,
  )
  expect(red.since).toMatch(/^\d{4}-/)
  expect(alert()?.silenced_by).toEqual([id])
  const refused = await ask(server, 'DELETE', `/silence/${id}`)
  expect(refused).toMatchObject({
    status: 503,
    body: expect.stringMatching(/made on eu and can only be changed there/),
  })
  expect(kept(server, id)?.state).toBe('active')

  const again = await quietAlertmanager(folder, alertmanager.address)
  await until('a green row again', async () => (row()?.status === 'healthy' ? true : undefined))
  expect(row()?.message).toBeUndefined()
  await ask(again, 'DELETE', `/silence/${id}`)
  await whenKept(server, id, ({ state }) => state === 'expired')
})

test('what came from an Alertmanager survives a restart, and ends when that is no longer configured', async () => {
  const { alertmanager, server, config } = await beside()
  const id = await postSilence(alertmanager, teamSilence('a'))
  await whenKept(server, id, () => true)
  const data_dir = await tempDir()
  const first = await runServer({ config: { ...config, data_dir } })
  await whenKept(first, id, () => true)
  const mine = await postSilence(first, teamSilence('b'))
  await first.close()
  await alertmanager.program.stop('SIGKILL')
  const second = await runServer({ config: { ...config, data_dir } })
  expect(kept(second, id)).toMatchObject({ state: 'active', mirrored_from: ['eu'] })
  const row = (of: typeof second) =>
    of.core.board().health.find(({ component }) => component === 'Upstream eu')
  await until('a red row', async () => (row(second)?.status === 'unhealthy' ? true : undefined))
  await second.close()
  const third = await runServer({ config: { data_dir } })
  expect(kept(third, id)?.state).toBe('expired')
  expect(kept(third, mine)).toMatchObject({ state: 'active' })
  expect(kept(third, mine)?.upstreams).toBeUndefined()
  await until('a row that says so', async () => (row(third)?.status === 'healthy' ? true : undefined))
  expect(row(third)?.message).toBe('no longer among the upstreams')
})

test('an Alertmanager that lost its data takes its silences with it, and gets ours again', async () => {
  const { alertmanager, server } = await beside()
  const id = await postSilence(alertmanager, teamSilence('a'))
  await whenKept(server, id, () => true)
  const mine = await postSilence(server, teamSilence('b'))
  await whenShown(alertmanager, 'our copy', (silences) => (silences.length === 2 ? true : undefined))
  await alertmanager.program.stop('SIGKILL')
  const empty = await quietAlertmanager(await tempDir(), alertmanager.address)
  await whenKept(server, id, ({ state }) => state === 'expired')
  const copy = await whenShown(empty, 'our copy again', ([one]) => one)
  expect(copy.comment).toBe(`works of b [watchfloor ${mine}]`)
  expect(kept(server, mine)?.state).toBe('active')
})

test('one from there that hides much of the board is told like one that is made here', async () => {
  const { alertmanager, server } = await beside()
  const alerts = [...Array(11).keys()].map((n) => ({
    labels: { alertname: `X${n}`, team: n < 3 ? 'a' : 'b' },
  }))
  await ask(server, 'POST', '/alerts', alerts)
  const id = await postSilence(alertmanager, teamSilence('a'))
  await whenKept(server, id, () => true)
  const { body } = await ask(server, 'GET', '/history?types=system_notification')
  expect(body).toMatchObject({
    events: [
      {
        data: {
          kind: 'silence_hides_much',
          silence: id,
          message: expect.stringMatching(/^Ana silenced 4 of 12 /),
        },
      },
    ],
  })
})
