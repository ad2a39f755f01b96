/**
 * Shows how long an alert takes from its POST until its event has arrived on SSE, one at a time on an idle server;
 * beside it, in the same run, the bare cost of a request to the same server. Medians and 99th percentiles, in
 * milliseconds.
 *
 *     node bench/delivery.ts
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { createParser } from 'eventsource-parser'

const ROUNDS = 1_000

const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const server = await startServer({ config: { listen: '127.0.0.1:0', data_dir: folder } })
const ending = new AbortController()
const arrivals = new Map<string, () => void>()

const stream = await fetch(`${server.url}/api/v2/events/stream?types=alert_created`, {
  signal: ending.signal,
})
const parser = createParser({
  onEvent: ({ event, data }) => {
    if (event === undefined) arrivals.get(JSON.parse(data).data.alertname)?.()
  },
})
const reading = (async () => {
  const decoder = new TextDecoder()
  for await (const chunk of stream.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
})().catch((error: unknown) => {
  if (!ending.signal.aborted) throw error
})

const delivered: number[] = []
const baseline: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const alertname = `Bench${round}`
  const arrived = new Promise<void>((resolve) => arrivals.set(alertname, resolve))
  const began = performance.now()
  const posted = fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ labels: { alertname, severity: 'critical' } }]),
  })
  await arrived
  delivered.push(performance.now() - began)
  await (await posted).text()
  const asked = performance.now()
  await (await fetch(`${server.url}/healthz`)).text()
  baseline.push(performance.now() - asked)
}
ending.abort()
await reading
await server.close()
await rm(folder, { recursive: true, force: true })

report('POST → SSE', delivered)
report('GET /healthz (baseline)', baseline)
console.log(`ratio of medians ${(quantile(delivered, 0.5) / quantile(baseline, 0.5)).toFixed(1)}`)
console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${ROUNDS} rounds`)

function report(name: string, samples: readonly number[]): void {
  const [p50, p99] = [quantile(samples, 0.5), quantile(samples, 0.99)]
  console.log(`${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`)
}

function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
