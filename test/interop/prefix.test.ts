import type { Server } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { openDesk as openClient } from '../client/desk.ts'
import { fire } from '../client/feed.ts'
import { openDesk } from '../main/desk.ts'
import { runServer } from '../support/http/run-server.ts'
import { documentedNginx, documentedPrefix } from '../support/programs/documented-proxies.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { startProgram } from '../support/programs/program.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { askPage, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const EXTERNAL = { external_url: 'https://ops.example.com/watchfloor' }

/** A server under `/watchfloor`, and the ways to reach it there. */
interface Reached {
  readonly server: Server
  readonly url: string
}

const direct = async (): Promise<Reached> => {
  const server = await runServer({ config: EXTERNAL })
  expect(server.url).toMatch(/:\d+\/watchfloor$/)
  return { server, url: server.url }
}

/** Through nginx with the lines of the operating guide. */
const behind = async (kind: 'keeping' | 'stripping'): Promise<Reached> => {
  const web = kind === 'keeping' ? {} : { web: { route_prefix: '/' } }
  const server = await runServer({
    config: { ...EXTERNAL, ...web, trusted_proxies: ['127.0.0.1'], insecure_open: true },
  })
  const target = new URL(server.url).origin
  const { http, location } = await documentedNginx()
  const place = (await documentedPrefix(target))[kind]
  const nginx = await startNginx({ target: 'http://127.0.0.1:1', http, server: `${location}\n${place}` })
  return { server, url: `${nginx.url}/watchfloor` }
}

const WAYS = [
  ['directly', direct],
  ['through nginx, which keeps the prefix', () => behind('keeping')],
  ['through nginx, which takes it off', () => behind('stripping')],
] as const

test.each(WAYS)('under /watchfloor, %s: pages, API and checks', async (_, reach) => {
  const { url } = await reach()
  const get = (path: string): Promise<Response> => fetch(url + path)
  for (const path of [
    '/-/healthy',
    '/-/ready',
    '/healthz',
    '/readyz',
    '/health/realtime',
    '/metrics',
    '/api/v2/status',
    '/api/v2/silences',
    '/api/v2/alerts/groups',
    '/api/v2/board',
    '/docs',
    '/docs/',
  ])
    expect([path, (await get(path)).status]).toEqual([path, 200])
  expect(await (await get('/metrics')).text()).toMatch(/^alertmanager_build_info\{/m)
  expect((await get('/nothing')).status).toBe(404)
  // What a page names is found from where the page is.
  for (const page of ['/', '/docs', '/docs/']) {
    const answer = await get(page)
    const named = [...(await answer.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name)
    for (const name of named) {
      const found = await fetch(new URL(name, answer.url))
      expect([page, name, found.status]).toEqual([page, name, 200])
      await found.arrayBuffer()
    }
  }
  const document = await get('/openapi.json')
  const { servers } = (await document.json()) as { servers: { url: string }[] }
  expect(new URL(servers[0]?.url ?? '', document.url).href).toBe(`${url}/`)
})

test.each(WAYS)('under /watchfloor, %s: every stream, our client and the desktop app', async (_, reach) => {
  const { server, url } = await reach()
  const readers = [sse.open(url), webSocket.open(url)]
  for (const reader of readers) await reader.untilControl('hello')
  const cursor = (await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }
  const poll = askPage(url, cursor, { wait: 30 })
  const client = openClient({ url })
  client.client.start()
  await client.untilState('live', 'sse')
  const desk = await openDesk({ folder: await tempDir(), server: `${url}/` })
  onTestFinished(() => desk.close().catch(() => undefined))
  await desk.live()
  await fire(url, 'Reached')
  for (const reader of readers) await reader.until(({ events }) => events.length > 0)
  expect((await poll).events.length).toBeGreaterThan(0)
  await client.until('the event', () => client.sequences().length > 0)
  await desk.note('Critical · Reached')
  expect(desk.errors).toEqual([])
  expect(server.core.alerts()).toHaveLength(1)
})

test('a real Prometheus with path_prefix, and amtool with the prefix in its address', async () => {
  const { server, url } = await direct()
  const address = new URL(url).host
  const folder = await tempDir()
  const prometheus = await startPrometheus({
    folder,
    alertmanagers: [address],
    pathPrefix: '/watchfloor',
    rules: `groups:\n- name: lab\n  rules:\n  - {alert: Prefixed, expr: '${isMeasured('A')}', labels: {severity: critical}}\n`,
    measures: { A: 1 },
  })
  onTestFinished(() => prometheus.program.stop())
  const amtool = startProgram('amtool', [
    '--no-version-check',
    `--alertmanager.url=${url}`,
    'silence',
    'add',
    '--author=ana',
    '--comment=planned',
    'alertname=Prefixed',
  ])
  expect(await amtool.exited, amtool.output()).toBe(0)
  await until(
    'the alert, silenced',
    () => server.core.alerts().some(({ alert }) => alert.silenced_by.length > 0) || undefined,
    60_000,
  )
  const query = startProgram('amtool', ['--no-version-check', `--alertmanager.url=${url}/`, 'alert', '-s'])
  expect(await query.exited).toBe(0)
  expect(query.output()).toContain('Prefixed')
})
