import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Server } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { spanExporter } from '../../../server/src/tracing/exporter.ts'
import type { Span } from '../../../server/src/tracing/spans.ts'
import { fastTimers } from '../../support/core/fast-timers.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { runServer } from '../../support/http/run-server.ts'
import { startCollector } from '../../support/network/collector.ts'
import { tempDir } from '../../support/temp-dir.ts'

const root = join(import.meta.dirname, '../../..')
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

/** One reader of each transport, who stands at the head. */
async function readers({ url }: Server): Promise<void> {
  const stream = await fetch(`${url}/api/v2/events/stream`)
  const reader = stream.body?.getReader()
  onTestFinished(() => reader?.cancel())
  await reader?.read()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send('{"action":"subscribe"}')
  await new Promise((resolve) => socket.once('message', resolve))
  const { cursor } = (await (await fetch(`${url}/api/v2/board`)).json()) as { readonly cursor: string }
  void fetch(`${url}/api/v2/events?cursor=${cursor}&wait=30&types=alert_created`).catch(() => {})
}

test('a post is followed from its trace to the first reader by each transport', async () => {
  const collector = await startCollector()
  const server = await runServer({ config: { tracing: { endpoint: collector.url, one_in: 1_000_000 } } })
  await readers(server)
  const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text()
  await expect.poll(metrics).toContain('watchfloor_polls_waiting 1')
  const answer = await fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    body: '[{"labels":{"alertname":"Followed"}}]',
  })
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, TRACE])
  const { spans } = collector
  const delivered = ['deliver poll', 'deliver sse', 'deliver websocket']
  const names = ['POST /api/v2/alerts', 'commit', ...delivered, 'judge', 'publish']
  await expect.poll(() => spans.map(({ name }) => name).toSorted(), { timeout: 10_000 }).toEqual(names)
  const of = (name: string) => spans.find((span) => span.name === name)
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  const post = of('POST /api/v2/alerts')
  expect(post).toMatchObject({ parentSpanId: '00f067aa0ba902b7', kind: 2 })
  expect(post?.attributes).toContainEqual({ key: 'watchfloor.request_id', value: { stringValue: TRACE } })
  for (const name of ['judge', 'commit']) expect(of(name)?.parentSpanId).toBe(post?.spanId)
  expect(of('publish')?.parentSpanId).toBe(of('commit')?.spanId)
  for (const name of delivered) expect(of(name)?.parentSpanId).toBe(of('publish')?.spanId)
  for (const { startTimeUnixNano: start, endTimeUnixNano: end } of spans) {
    expect(BigInt(end) - BigInt(start)).toBeGreaterThanOrEqual(0n)
    expect(Math.abs(Number(BigInt(start) / 1_000_000n) - Date.now())).toBeLessThan(60_000)
  }
  expect(await metrics()).toContain(`watchfloor_trace_spans_total{outcome="sent"} ${spans.length}`)
})

test('a collector that is away shows on its health row, and alerts are taken as ever', async () => {
  const tracing = { endpoint: 'http://127.0.0.1:9', one_in: 1 }
  const server = await runServer({ config: { tracing }, timers: fastTimers(10) })
  const headers = { 'content-type': 'application/json' }
  const body = '[{"labels":{"alertname":"A"}}]'
  expect((await fetch(`${server.url}/api/v2/alerts`, { method: 'POST', headers, body })).status).toBe(200)
  const row = async (): Promise<string> => (await fetch(`${server.url}/api/v2/board`)).text()
  await expect
    .poll(row, { timeout: 20_000 })
    .toMatch(/the collector at http:\/\/127\.0\.0\.1:9 does not take/)
})

test('what a collector does not take now is sent later; what has no room or is refused is dropped and counted', async () => {
  const collector = await startCollector()
  const clock = new HandClock()
  const counts = { sent: 0, dropped: 0 }
  const exporter = spanExporter({
    settings: { endpoint: `${collector.url}/`, bearer_token_file: '' },
    version: '1.2.3',
    node: 'one',
    clock,
    timers: clock,
    onSent: (spans) => {
      counts.sent += spans
    },
    onDropped: (spans) => {
      counts.dropped += spans
    },
  })
  const add = (n: number): void => {
    for (let i = 0; i < n; i++) exporter.add(span(`s${i}`))
  }
  const second = async (answers: number): Promise<void> => {
    const before = collector.shown.length
    await clock.pass(1_000, async () => {})
    await expect.poll(() => collector.shown.length).toBe(before + answers)
  }
  collector.status = 503
  add(5_000)
  expect(counts).toEqual({ sent: 0, dropped: 904 })
  await second(1)
  await expect.poll(() => exporter.trouble()).toMatchObject({ reason: 'it answers 503' })
  expect(counts).toEqual({ sent: 0, dropped: 904 })
  collector.status = 200
  await second(8)
  await expect.poll(() => counts).toEqual({ sent: 4_096, dropped: 904 })
  expect([collector.spans.length, exporter.trouble()]).toEqual([4_096, undefined])
  collector.status = 400
  add(10)
  await second(1)
  await expect.poll(() => counts).toEqual({ sent: 4_096, dropped: 914 })
  await exporter.close()
})

test('without a collector none of it is loaded', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({
      resolve: (name, context, next) => {
        const found = next(name, context)
        if (found.url.includes('/src/tracing/')) loaded.push(found.url.split('/').at(-1))
        return found
      },
    })
    const { startServer } = await import(process.argv[2])
    const [data_dir, endpoint = ''] = process.argv.slice(3)
    const server = await startServer({ config: { data_dir, listen: '127.0.0.1:0', tracing: { endpoint } } })
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    await fetch(server.url + '/api/v2/alerts', { ...post, body: '[{"labels":{"alertname":"A"}}]' })
    await server.close()
    console.log(JSON.stringify(loaded.toSorted()))`
  const loadedWith = async (endpoint: string): Promise<unknown> => {
    const folder = await tempDir()
    const file = join(folder, 'script.mjs')
    await writeFile(file, script)
    const args = [file, join(root, 'server/src/index.ts'), join(folder, 'data'), endpoint]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return JSON.parse(stdout)
  }
  const [off, on] = await Promise.all([loadedWith(''), loadedWith('http://127.0.0.1:9')])
  expect(off).toEqual([])
  expect(on).toEqual(['exporter.ts', 'follow.ts', 'open-tracing.ts', 'spans.ts'])
})

function span(name: string): Span {
  const of = { trace: 'a'.repeat(32), span: 'b'.repeat(16), parent: undefined, kind: 'internal' } as const
  return { ...of, name, start: 1, end: 2, attributes: {}, links: [] }
}
