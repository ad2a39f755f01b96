import type { Server } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { type Collector, startCollector } from '../../support/network/collector.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const postgres = sharedPostgres()

async function nodesOf(collector: Collector): Promise<readonly [Server, Server]> {
  const { host, port, database, user, schema } = await postgres().newPlace()
  const start = (name: string): Promise<Server> =>
    runServer({
      config: {
        store: 'postgres',
        postgres: { host, port, database, user, schema },
        node: { name },
        tracing: { endpoint: collector.url, one_in: 1_000_000 },
      },
    })
  return [await start('one'), await start('two')]
}

test('a trace leads from the post on one server to the reader of another', async () => {
  const collector = await startCollector()
  const [one, two] = await nodesOf(collector)
  const stream = await fetch(`${two.url}/api/v2/events/stream?types=alert_created`)
  const reader = stream.body?.getReader()
  onTestFinished(() => reader?.cancel())
  await reader?.read()
  const posted = await fetch(`${one.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    body: '[{"labels":{"alertname":"Followed"}}]',
  })
  expect(posted.status).toBe(200)
  const { spans } = collector
  const told = (): readonly string[] => spans.map(({ node, name }) => `${node}: ${name}`).toSorted()
  const here = ['commit', 'judge', 'POST /api/v2/alerts', 'publish'].map((name) => `one: ${name}`)
  const there = ['two: deliver sse', 'two: take over']
  await expect.poll(told, { timeout: 10_000 }).toEqual([...here, ...there].toSorted())
  const of = (name: string) => spans.find((span) => span.name === name)
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  expect(of('take over')?.parentSpanId).toBe(of('commit')?.spanId)
  expect(of('deliver sse')?.parentSpanId).toBe(of('take over')?.spanId)
})
