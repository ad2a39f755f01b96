/**
 * Shows how much memory and processor the packaged server takes: empty, with alerts, and at its most on the way.
 * What `deploy/kubernetes` asks a cluster for comes from here. `npm run package:server` first.
 *
 *     node bench/resident.ts --alerts 10000
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startProgram } from '../test/support/programs/program.ts'
import { until } from '../test/support/until.ts'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { printRun, saveResults } from './measures/print-run.ts'
import { cpuOf, residentOf } from './measures/process-cost.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '10000' }, rest: { type: 'string', default: '30' } },
})
const ALERTS = Number(values.alerts)
const ROUNDS = 20

const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`

/** The most that it ever had, bytes. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

printRun()
const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const program = startProgram(
  process.execPath,
  ['out/server/watchfloor-server.js', 'serve', '--listen', '127.0.0.1:0', '--data-dir', folder],
  {
    cwd: join(import.meta.dirname, '..'),
    env: { PATH: process.env.PATH },
  },
)
const sender = startAsked<IngestQuestions>('ingest-sender.ts')
try {
  const url = await until('the server to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`the server ended:\n${program.output()}`)
    return /"address":"(http:\/\/[^"]+)"/.exec(program.output())?.[1]
  })
  const pid = program.child.pid ?? 0
  const settle = (): Promise<void> => rest(Number(values.rest) * 1_000)
  await settle()
  const empty = await residentOf(pid)
  console.log(`empty: ${mebibytes(empty)}`)

  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const task = { port: Number(new URL(url).port), alerts: ALERTS, batch: 64, senders: 8, endsAt }
  await sender.ask('ingest', task)
  await settle()
  const full = await residentOf(pid)
  console.log(`${ALERTS} alerts: ${mebibytes(full)}`)

  // As Prometheus sends what fires again, and boards ask for all of it, but as fast as they can.
  const before = await cpuOf([pid])
  for (let n = 0; n < ROUNDS; n++) {
    const later = new Date(Date.now() + 3_600_000 + n * 60_000).toISOString()
    await Promise.all([sender.ask('ingest', { ...task, endsAt: later }), fetchWhole(`${url}/api/v2/board`)])
  }
  const after = await cpuOf([pid])
  const cpuMs = ((after.user + after.system - before.user - before.system) * 1_000) / ROUNDS
  const [used, peak] = [await residentOf(pid), await peakOf(pid)]
  console.log(`after ${ROUNDS} rounds of sending them again beside a board: ${mebibytes(used)}`)
  console.log(`at its most: ${mebibytes(peak)}; processor for one round: ${cpuMs.toFixed(0)} ms`)
  await saveResults('resident', { alerts: ALERTS, empty, full, used, peak, cpuMs })
} finally {
  await sender.stop()
  await program.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
}

async function fetchWhole(url: string): Promise<void> {
  await (await fetch(url)).arrayBuffer()
}
