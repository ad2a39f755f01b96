import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { ask } from '../../../support/http/ask.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const CONFIG = `route:
  receiver: fallback
  labels: {owner: platform, tier: two}
  routes:
  - receiver: pager
    matchers: [severity="critical"]
    group_by: [alertname]
    labels: {tier: one}
    continue: true
  - receiver: chat
    matchers: [team="db"]
  - receiver: pager
    matchers: [severity=~"critical|high"]
receivers:
- name: pager
  labels: {kind: phone}
- name: fallback
- name: chat
  labels: {kind: text}
`

async function start(): Promise<Server> {
  const file = join(await tempDir(), 'alertmanager.yml')
  await writeFile(file, CONFIG)
  const server = await runServer({ config: { alertmanager_config: file } })
  await ask(server, 'POST', '/alerts', [
    { labels: { alertname: 'Both', severity: 'critical', team: 'web' } },
    { labels: { alertname: 'Chat', team: 'db' } },
    { labels: { alertname: 'Other' } },
  ])
  return server
}

type Listed = readonly { readonly labels: { alertname: string }; readonly receivers: { name: string }[] }[]

async function listed(server: Server, query = ''): Promise<unknown> {
  const { body } = await ask(server, 'GET', `/alerts${query}`)
  return (body as Listed)
    .map(({ labels, receivers }) => [labels.alertname, ...receivers.map(({ name }) => name)])
    .sort()
}

test('receivers are told in the order of the configuration, with their labels, of which the name is one', async () => {
  const server = await start()
  const pager = { name: 'pager', labels: { kind: 'phone', name: 'pager' } }
  const fallback = { name: 'fallback', labels: { name: 'fallback' } }
  const chat = { name: 'chat', labels: { kind: 'text', name: 'chat' } }
  expect((await ask(server, 'GET', '/receivers')).body).toEqual([pager, fallback, chat])
  const path = (matcher: string): string => `/receivers?receiver_matchers=${encodeURIComponent(matcher)}`
  expect((await ask(server, 'GET', path('kind=phone'))).body).toEqual([pager])
  expect((await ask(server, 'GET', path('name=~"c.*|f.*"'))).body).toEqual([fallback, chat])
  expect(await ask(server, 'GET', path('kind'))).toEqual({
    status: 400,
    body: expect.stringMatching(/^failed to parse receiver_matchers param: bad matcher format: kind/),
  })
})

test('a receiver’s label that is empty is there: what asks for an absent one takes it, and what asks for a present one', async () => {
  const file = join(await tempDir(), 'alertmanager.yml')
  await writeFile(
    file,
    `route: {receiver: none, routes: [{receiver: blank, matchers: [team="a"]}, {receiver: named, matchers: [team="b"]}]}
receivers: [{name: none}, {name: blank, labels: {owner: ''}}, {name: named, labels: {owner: ana}}]
`,
  )
  const server = await runServer({ config: { alertmanager_config: file } })
  await ask(server, 'POST', '/alerts', [
    { labels: { alertname: 'A', team: 'a' } },
    { labels: { alertname: 'B', team: 'b' } },
  ])
  const found = async (matcher: string): Promise<unknown> => {
    const query = `receiver_matchers=${encodeURIComponent(matcher)}`
    const { body } = await ask(server, 'GET', `/receivers?${query}`)
    const alerts = await listed(server, `?${query}`)
    return [
      (body as { name: string }[]).map(({ name }) => name),
      (alerts as string[][]).map(([name]) => name),
    ]
  }
  const [none, blank, named] = ['none', 'blank', 'named']
  expect(await found('owner!=""')).toEqual([
    [blank, named],
    ['A', 'B'],
  ])
  expect(await found('owner!~""')).toEqual([
    [blank, named],
    ['A', 'B'],
  ])
  expect(await found('owner=""')).toEqual([[none, blank], ['A']])
  expect(await found('owner=~""')).toEqual([[none, blank], ['A']])
  expect(await found('owner!="ana"')).toEqual([[none, blank], ['A']])
})

test('an alert names a receiver as often as routes lead to it, and is asked for by it', async () => {
  const server = await start()
  const [both, chat, other] = [
    ['Both', 'pager', 'pager'],
    ['Chat', 'chat'],
    ['Other', 'fallback'],
  ]
  expect(await listed(server)).toEqual([both, chat, other])
  expect(await listed(server, '?receiver=pager')).toEqual([both])
  expect(await listed(server, '?receiver=page')).toEqual([])
  expect(await listed(server, '?receiver=nobody&receiver=chat|fallback')).toEqual([chat, other])
  expect(await listed(server, '?receiver_matchers=kind!%3D%22%22')).toEqual([both, chat])
  expect(await listed(server, '?receiver_matchers=kind%3Dtext&receiver=pager')).toEqual([])
  for (const path of ['/alerts', '/alerts/groups']) {
    const { status, body } = await ask(server, 'GET', `${path}?receiver_matchers=%7B`)
    expect([status, body]).toEqual([
      400,
      expect.stringMatching(/^failed to parse receiver_matchers param: unexpected open or close brace/),
    ])
  }
})

test('a group carries the labels of its route, those of the parents among them', async () => {
  const server = await start()
  const { body } = await ask(server, 'GET', '/alerts/groups')
  const groups = body as { labels: object; receiver: { name: string }; routeLabels: object }[]
  expect(groups.map(({ labels, receiver, routeLabels }) => [labels, receiver.name, routeLabels])).toEqual([
    [{}, 'chat', { owner: 'platform', tier: 'two' }],
    [{}, 'fallback', { owner: 'platform', tier: 'two' }],
    [{}, 'pager', { owner: 'platform', tier: 'two' }],
    [{ alertname: 'Both' }, 'pager', { owner: 'platform', tier: 'one' }],
  ])
})
