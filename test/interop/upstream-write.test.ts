import type { SaveSilenceAnswer } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { runServer } from '../support/http/run-server.ts'
import { freePort } from '../support/network/free-port.ts'
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

const body = (team: string, extra: object = {}) => ({
  matchers: [{ name: 'team', value: team, is_regex: false, is_equal: true }],
  ends_at: hour(1),
  created_by: 'Ana',
  comment: `works of ${team}`,
  ...extra,
})

async function save(server: Server, given: object): Promise<SaveSilenceAnswer['silence']> {
  const answer = await ask(server, 'POST', '/silences/save', given)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  return (answer.body as SaveSilenceAnswer).silence
}

const link = (server: Server, id: string, name = 'eu') =>
  kept(server, id)?.upstreams?.find((one) => one.name === name)
const settled = (server: Server, id: string, state: string) =>
  whenKept(server, id, () => link(server, id)?.state === state && link(server, id)?.error === undefined)

async function beside(extra: object = {}) {
  const folder = await tempDir()
  const alertmanager = await quietAlertmanager(folder)
  const config = {
    upstreams: [{ name: 'eu', url: alertmanager.url, ...extra }],
    upstream_poll: 200,
    data_dir: await tempDir(),
  }
  return { folder, alertmanager, config, server: await runServer({ config }) }
}

test('a silence made here is there when it is answered, is changed and ended there too, and does not come back', async () => {
  const { alertmanager, server } = await beside()
  const made = await save(server, body('a'))
  expect(made.upstreams).toEqual([
    {
      name: 'eu',
      state: 'written',
      since: expect.any(String),
      id: expect.any(String),
      wrote: expect.any(String),
    },
  ])
  const [copy] = await shown(alertmanager)
  expect(copy).toMatchObject({
    id: made.upstreams?.[0]?.id,
    createdBy: 'Ana',
    comment: `works of a [watchfloor ${made.id}]`,
    endsAt: made.ends_at,
  })
  const longer = await save(server, body('a', { id: made.id, ends_at: hour(2) }))
  expect([longer.id, longer.upstreams?.[0]?.id]).toEqual([made.id, copy?.id])
  expect(await shown(alertmanager)).toEqual([
    expect.objectContaining({ id: copy?.id, endsAt: longer.ends_at }),
  ])
  await until('another look', async () => {
    await server.core.transact(() => {})
    return true
  })
  expect(server.core.silences()).toHaveLength(1)

  const [mine] = await shown(server)
  expect(mine?.annotations).toEqual({ watchfloor_upstream_eu: `written ${copy?.id}` })
  await ask(server, 'DELETE', `/silence/${made.id}`)
  await settled(server, made.id, 'ended')
  expect(await shown(alertmanager)).toEqual([])
  expect(server.core.silences()).toHaveLength(1)
})

test("a silence made on Alertmanager's API here is written too, and its matchers may change", async () => {
  const { alertmanager, server } = await beside()
  const id = await postSilence(server, teamSilence('a'))
  await settled(server, id, 'written')
  const [mine] = await shown(server)
  const other = await postSilence(server, {
    ...mine,
    matchers: [{ name: 'team', value: 'b', isRegex: false }],
  })
  await settled(server, other, 'written')
  await settled(server, id, 'ended')
  const there = await shown(alertmanager)
  expect(there.map(({ matchers }) => matchers[0]?.value)).toEqual(['b'])
})

test('what its copy is given there holds here: another end, and an end at once', async () => {
  const { alertmanager, server } = await beside()
  const made = await save(server, body('a'))
  const [copy] = await shown(alertmanager)
  const endsAt = hour(5)
  await postSilence(alertmanager, { ...copy, endsAt })
  await whenKept(server, made.id, ({ ends_at }) => ends_at === endsAt)
  await ask(alertmanager, 'DELETE', `/silence/${copy?.id}`)
  await whenKept(server, made.id, ({ state }) => state === 'expired')
  const { body: page } = await ask(server, 'GET', '/history?types=silence_deleted')
  expect(page).toMatchObject({
    events: [{ data: { by: 'upstream eu', reason: 'its copy was ended on eu' } }],
  })
})

test('one that is away is said at once, tried again, and written once although we restart meanwhile', async () => {
  const { folder, alertmanager, config, server } = await beside()
  await alertmanager.program.stop('SIGKILL')
  const made = await save(server, body('a'))
  expect(made.upstreams).toEqual([
    { name: 'eu', state: 'waiting', since: expect.any(String), error: expect.stringMatching(/fetch failed/) },
  ])
  const [mine] = await shown(server)
  expect(mine?.annotations?.watchfloor_upstream_eu).toMatch(/^waiting: fetch failed/)
  const row = () => server.core.board().health.find(({ component }) => component === 'Upstream eu')
  await until('a red row', async () =>
    row()?.message?.endsWith('; 1 silence of ours waits for it') ? true : undefined,
  )
  await save(server, body('a', { id: made.id, ends_at: hour(3) }))
  await server.close()

  const again = await runServer({ config })
  await quietAlertmanager(folder, alertmanager.address)
  await settled(again, made.id, 'written')
  const there = await shown(alertmanager)
  expect(there).toEqual([expect.objectContaining({ endsAt: kept(again, made.id)?.ends_at })])
  expect(again.core.silences()).toHaveLength(1)
})

test('one that ended here while it was away ends there when it is back', async () => {
  const { folder, alertmanager, server } = await beside()
  const made = await save(server, body('a'))
  await alertmanager.program.stop('SIGTERM')
  await ask(server, 'DELETE', `/silence/${made.id}`)
  await quietAlertmanager(folder, alertmanager.address)
  await settled(server, made.id, 'ended')
  expect(await shown(alertmanager)).toEqual([])
})

test('a copy whose answer never arrived is found by its mark, and not made twice', async () => {
  const { alertmanager, config, server } = await beside()
  const made = await save(server, body('a'))
  const [copy] = await shown(alertmanager)
  // As if the crash had come between the copy and our writing down its id.
  await server.core.transact((stage) => {
    const silence = stage.silence(made.id)
    if (silence === undefined) throw new Error('it is gone')
    const waiting = { name: 'eu', state: 'waiting' as const, since: silence.updated_at }
    stage.putSilence('silence_updated', { ...silence, upstreams: [waiting] })
    return undefined
  })
  await server.close()
  const again = await runServer({ config })
  await settled(again, made.id, 'written')
  expect(link(again, made.id)?.id).toBe(copy?.id)
  expect(await shown(alertmanager)).toHaveLength(1)
})

test('what an Alertmanager refuses is said and not tried again as it is', async () => {
  const { alertmanager, server } = await beside()
  const refused = await save(server, {
    ...body('a'),
    matchers: [{ name: 'a b', value: 'x', is_regex: false, is_equal: true }],
  })
  expect(refused.upstreams?.[0]).toMatchObject({
    state: 'refused',
    error: expect.stringMatching(/^POST \/silences was answered with 400: /),
  })
  expect(await shown(alertmanager)).toEqual([])
  const row = () => server.core.board().health.find(({ component }) => component === 'Upstream eu')
  const amber = await until('an amber row', async () => (row()?.status === 'degraded' ? row() : undefined))
  expect(amber.message).toContain(refused.id)
})

test('where it is written is chosen: by the settings, and for one silence', async () => {
  const eu = await quietAlertmanager(await tempDir())
  const us = await quietAlertmanager(await tempDir())
  const upstreams = [
    { name: 'eu', url: eu.url },
    { name: 'us', url: us.url, write: false },
  ]
  const server = await runServer({ config: { upstreams, upstream_poll: 200 } })
  const first = await save(server, body('a'))
  expect(first.upstreams?.map(({ name, state }) => [name, state])).toEqual([['eu', 'written']])
  const second = await save(server, body('b', { upstreams: ['us'] }))
  expect(second.upstreams?.map(({ name, state }) => [name, state])).toEqual([['us', 'written']])
  const third = await save(server, body('c', { upstreams: [] }))
  expect(third.upstreams).toBeUndefined()
  const unknown = await ask(server, 'POST', '/silences/save', body('d', { upstreams: ['asia'] }))
  expect(unknown).toMatchObject({
    status: 400,
    body: { error: { message: 'upstreams: there is none named "asia"; there are eu, us' } },
  })
  expect([(await shown(eu)).length, (await shown(us)).length]).toEqual([1, 1])
})

test('two servers that write to each other do not go in a circle', async () => {
  const port = await freePort()
  const first = await runServer({
    config: { upstreams: [{ name: 'second', url: `http://127.0.0.1:${port}` }], upstream_poll: 200 },
  })
  const upstreams = [{ name: 'first', url: first.url }]
  const second = await runServer({ config: { upstreams, upstream_poll: 200 }, listen: `127.0.0.1:${port}` })
  const here = await save(first, body('a'))
  await settledOn(first, here.id, 'second')
  const there = await save(second, body('b'))
  expect(there.upstreams?.[0]).toMatchObject({ name: 'first', state: 'written' })
  const looked = async (server: Server) => {
    const before = server.core.log.head().sequence
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return server.core.log.head().sequence - before
  }
  await looked(first)
  for (const server of [first, second]) {
    const teams = (await shown(server)).map(({ matchers }) => matchers[0]?.value)
    expect(teams.toSorted()).toEqual(['a', 'b'])
    expect(server.core.board().silences).toHaveLength(2)
  }
})

function settledOn(server: Server, id: string, name: string) {
  return whenKept(server, id, () => link(server, id, name)?.state === 'written')
}

test('S9: an acknowledgement is a silence there too, and ending it there gives the alert back', async () => {
  const { alertmanager, config, server: other } = await beside()
  await other.close()
  const server = await runServer({ config: { ...config, silences: { acknowledgements: 'on' } } })
  await ask(server, 'POST', '/alerts', [{ labels: { alertname: 'X', team: 'a' } }])
  const { fingerprint } = server.core.alerts()[0]?.alert ?? { fingerprint: '' }
  await ask(server, 'POST', `/alerts/${fingerprint}/acknowledge`, { name: 'Ana', note: 'on it' })
  const copy = await whenShown(alertmanager, 'the copy', ([one]) => one)
  expect(copy.comment).toMatch(/^\[acknowledged\] on it \[watchfloor /)
  await ask(alertmanager, 'DELETE', `/silence/${copy.id}`)
  await until('the alert to be given back', async () =>
    server.core.alerts()[0]?.alert.acknowledged_by === null ? true : undefined,
  )
  expect(server.core.board().silences).toEqual([])
})
