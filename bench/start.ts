/**
 * Shows how long the server takes from the start of its process to its first answer on `/-/ready`: as its package and
 * from its sources, with many remembered alerts and with none, in turns.
 *
 *     node bench/start.ts --alerts 100000 --runs 5
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt, SERVER_PACKAGE } from '../scripts/fresh-build.ts'
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

async function start(file: string, folder: string): Promise<Start> {
  const began = performance.now()
  const server = await startServerProcess(folder, { file, env: { XDG_CACHE_HOME: cache } })
  const answer = await fetch(`${server.url}/-/ready`)
  const ms = performance.now() - began
  if (answer.status !== 200) throw new Error(`/-/ready answered ${answer.status}`)
  const { user, system } = await cpuOf([server.program.child.pid ?? 0])
  await server.program.stop('SIGTERM')
  return { ms, cpuMs: (user + system) * 1_000 }
}

printRun()
if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
/** Where the package keeps what Node has compiled. */
const cache = await newFolder()
const folders = { 'no alerts': await newFolder(), [`${ALERTS} alerts`]: await newFolder() }
const files = { package: 'out/server/watchfloor-server.js', sources: 'server/src/index.ts' }
const results: Record<string, Start[]> = {}
try {
  await fill(folders[`${ALERTS} alerts`] as string)
  results['package, no alerts, nothing compiled'] = [await start(files.package, folders['no alerts'])]
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [held, folder] of Object.entries(folders)) {
      for (const [kind, file] of Object.entries(files)) {
        const name = `${kind}, ${held}`
        results[name] = [...(results[name] ?? []), await start(file, folder)]
      }
    }
  }
} finally {
  for (const folder of [cache, ...Object.values(folders)]) await rm(folder, { recursive: true, force: true })
}
for (const [kind, starts] of Object.entries(results)) {
  const of = (pick: (one: Start) => number): string => median(starts.map(pick)).toFixed(0)
  console.log(`${kind}: ready after ${of(({ ms }) => ms)} ms, ${of(({ cpuMs }) => cpuMs)} ms of CPU`)
}
await saveResults('start', results)
printRun()
