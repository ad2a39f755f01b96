/**
 * Shows how long the server takes from the start of its process to its first answer on `/-/ready`, with many
 * remembered alerts and with none, in turns.
 *
 *     node bench/start.ts --alerts 100000 --runs 5
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { cpuOf } from './measures/process-cost.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' } },
})
const ALERTS = Number(values.alerts)

async function fill(folder: string): Promise<void> {
  const server = await startServerProcess(folder, { listen: '127.0.0.1:0' })
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  await sender.ask('ingest', {
    port: Number(new URL(server.url).port),
    alerts: ALERTS,
    batch: 64,
    senders: 8,
    endsAt,
  })
  await sender.stop()
  await server.program.stop('SIGTERM')
}

interface Start {
  readonly ms: number
  readonly cpuMs: number
}

async function start(folder: string): Promise<Start> {
  const began = performance.now()
  const server = await startServerProcess(folder, { listen: '127.0.0.1:0' })
  const answer = await fetch(`${server.url}/-/ready`)
  const ms = performance.now() - began
  if (answer.status !== 200) throw new Error(`/-/ready answered ${answer.status}`)
  const { user, system } = await cpuOf([server.program.child.pid ?? 0])
  await server.program.stop('SIGTERM')
  return { ms, cpuMs: (user + system) * 1_000 }
}

printRun()
const folders = {
  [`${ALERTS} alerts`]: await mkdtemp(join(tmpdir(), 'watchfloor-bench-')),
  'no alerts': await mkdtemp(join(tmpdir(), 'watchfloor-bench-')),
}
const results: Record<string, Start[]> = {}
try {
  await fill(folders[`${ALERTS} alerts`] as string)
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [kind, folder] of Object.entries(folders)) {
      results[kind] = [...(results[kind] ?? []), await start(folder)]
    }
  }
} finally {
  for (const folder of Object.values(folders)) await rm(folder, { recursive: true, force: true })
}
for (const [kind, starts] of Object.entries(results)) {
  const of = (pick: (one: Start) => number): string => median(starts.map(pick)).toFixed(0)
  console.log(`${kind}: ready after ${of(({ ms }) => ms)} ms, ${of(({ cpuMs }) => cpuMs)} ms of CPU`)
}
await saveResults('start', results)
printRun()
