/**
 * Shows how fast alerts go in from eight senders, and out again with one `GET /api/v2/alerts`, beside a real
 * Alertmanager in turns: ours on disk at `synchronous=FULL`, the other in memory only.
 *
 *     node bench/ingest.ts --alerts 50000 --runs 3
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startAlertmanagerWith } from '../test/support/programs/alertmanager.ts'
import { startAsked } from './load/asked-process.ts'
import type { Ingested, IngestQuestions, ReadBack } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { cpuOf, residentOf } from './measures/process-cost.ts'
import { startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '50000' },
    batch: { type: 'string', default: '64' },
    senders: { type: 'string', default: '8' },
    runs: { type: 'string', default: '3' },
  },
})
const ALERTS = Number(values.alerts)

interface Measured {
  readonly first: Ingested
  readonly again: Ingested
  readonly cpuMicros: number
  readonly read: ReadBack
  readonly bytesPerAlert: number
}

interface Running {
  readonly port: number
  readonly pid: number
  readonly stop: () => Promise<unknown>
}

async function measure(start: () => Promise<Running>): Promise<Measured> {
  const server = await start()
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    const task = {
      port: server.port,
      alerts: ALERTS,
      batch: Number(values.batch),
      senders: Number(values.senders),
    }
    const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()
    const residentBefore = await residentOf(server.pid)
    const before = await cpuOf([server.pid])
    const first = await sender.ask('ingest', { ...task, endsAt: inAnHour() })
    const after = await cpuOf([server.pid])
    const cpu = after.user + after.system - before.user - before.system
    const bytesPerAlert = ((await residentOf(server.pid)) - residentBefore) / ALERTS
    const again = await sender.ask('ingest', { ...task, endsAt: inAnHour() })
    return {
      first,
      again,
      cpuMicros: (cpu / ALERTS) * 1e6,
      read: await sender.ask('read', server.port),
      bytesPerAlert,
    }
  } finally {
    await sender.stop()
    await server.stop()
  }
}

const KINDS: Readonly<Record<string, () => Promise<Running>>> = {
  Watchfloor: async () => {
    const { port, pids, stop } = await startBenchServer()
    return { port, pid: pids[0] ?? 0, stop }
  },
  Alertmanager: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
    const real = await startAlertmanagerWith(folder, 'route: {receiver: r}\nreceivers: [{name: r}]\n')
    const stop = async (): Promise<void> => {
      await real.program.stop()
      await rm(folder, { recursive: true, force: true })
    }
    return { port: Number(new URL(real.url).port), pid: real.program.child.pid ?? 0, stop }
  },
}

printRun()
const results: Record<string, Measured[]> = {}
for (let run = 0; run < Number(values.runs); run++) {
  for (const [kind, start] of Object.entries(KINDS)) {
    const measured = await measure(start)
    results[kind] = [...(results[kind] ?? []), measured]
  }
}
for (const [kind, runs] of Object.entries(results)) {
  const of = (pick: (one: Measured) => number): number => median(runs.map(pick))
  const rate = (pick: (one: Measured) => Ingested): string =>
    `${Math.round(ALERTS / of((one) => pick(one).seconds))}/s, p50 ${of((one) => pick(one).p50).toFixed(1)} ms, p99 ${of((one) => pick(one).p99).toFixed(1)} ms`
  console.log(`${kind}: new ${rate(({ first }) => first)}; again ${rate(({ again }) => again)}`)
  console.log(
    `  CPU ${of(({ cpuMicros }) => cpuMicros).toFixed(0)} µs and ${(of(({ bytesPerAlert }) => bytesPerAlert) / 1024).toFixed(1)} KiB an alert; GET ${of(({ read }) => read.ms).toFixed(0)} ms, first byte ${of(({ read }) => read.firstByteMs).toFixed(0)} ms, ${(of(({ read }) => read.bytes) / 1e6).toFixed(1)} MB; refused ${runs.reduce((sum, { first, again }) => sum + first.refused + again.refused, 0)}`,
  )
}
await saveResults('ingest', results)
printRun()
