import type { LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { runServer } from '../support/http/run-server.ts'
import {
  clusteredAlertmanagers,
  hour,
  kept,
  postSilence,
  teamSilence,
  whenKept,
  whenShown,
} from '../support/programs/beside-alertmanager.ts'

test('two peers of a cluster as two upstreams: what one of them says is not taken back by the other', async () => {
  const [eu1, eu2] = await clusteredAlertmanagers()
  const upstreams = [
    { name: 'eu1', url: eu1.url },
    { name: 'eu2', url: eu2.url },
  ]
  const server = await runServer({ config: { upstreams, upstream_poll: 100 } })
  const id = await postSilence(eu1, teamSilence('a'))
  await whenKept(server, id, ({ mirrored_from }) => mirrored_from?.length === 2)
  await ask(eu2, 'DELETE', `/silence/${id}`)
  await whenKept(server, id, ({ state }) => state === 'expired')
  await whenShown(eu1, 'the end to arrive', ([one]) => one, 'expired')

  const mine = await postSilence(server, teamSilence('b', { endsAt: hour(2) }))
  const done = (state: string) =>
    whenKept(server, mine, ({ upstreams: links }) => links?.every((link) => link.state === state) ?? false)
  await done('written')
  const two = <T>(silences: readonly T[]) => (silences.length === 2 ? silences : undefined)
  await whenShown(eu2, 'both copies', two)
  const there = await whenShown(eu1, 'both copies', two)
  const ids = kept(server, mine)?.upstreams?.map((link) => link.id)
  expect(there.map((one) => one.id).toSorted()).toEqual(ids?.toSorted())
  await ask(server, 'DELETE', `/silence/${mine}`)
  await done('ended')
  await whenShown(eu1, 'both ends', (silences) => (silences.length === 0 ? true : undefined))
  await whenShown(eu2, 'both ends', (silences) => (silences.length === 0 ? true : undefined))

  const { body } = await ask(server, 'GET', '/history?types=silence_created,silence_deleted&limit=100')
  const events = (body as { events: readonly LoggedEvent[] }).events.map(({ type, data }) => [
    type,
    (data as { id?: string }).id,
  ])
  expect(events.toReversed()).toEqual([
    ['silence_created', id],
    ['silence_deleted', id],
    ['silence_created', mine],
    ['silence_deleted', mine],
  ])
})
