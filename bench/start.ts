/**
 * Shows how long the server takes from the start of its process to its first answer on `/-/ready`: as its package and
 * from its sources, with no alerts, with many, and with many that a kill left half written; in turns, beside a program
 * of Node that does nothing.
 *
 *     node bench/start.ts --alerts 100000 --runs 5
 */

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Stats } from '@watchfloor/contract'
import { ensureBuilt, SERVER_PACKAGE } from '../scripts/fresh-build.ts'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { metricOf } from './servers/server-metrics.ts'
import { type Start, timedNothing, timedStart } from './servers/timed-start.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' } },
})
const ALERTS = Number(values.alerts)
const FILES = { package: 'out/server/watchfloor-server.js', sources: 'server/src/index.ts' }

/** Fills a folder and ends the server by a signal; answers what was not in its tables yet, bytes. */
async function fill(folder: string, signal: NodeJS.Signals): Promise<number> {
  const server = await startServerProcess(folder)
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  await sender.ask('ingest', {
    port: Number(new URL(server.url).port),
    alerts: ALERTS,
    batch: 64,
    senders: 8,
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  })
  await sender.stop()
  const behind = await metricOf(server.url, 'watchfloor_store_behind_bytes')
  await server.program.stop(signal)
  return behind
}

/** What was answered for before must be there. */
async function checkAll(url: string): Promise<void> {
  const { firing_alerts: firing } = (await (await fetch(`${url}/api/v2/stats`)).json()) as Stats
  if (firing !== ALERTS) throw new Error(`${firing} of ${ALERTS} alerts fire`)
}

printRun()
if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
const all = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
/** Where the package keeps what Node has compiled. */
const env = { XDG_CACHE_HOME: join(all, 'cache') }
const results: Record<string, Start[]> = {}
const note = (name: string, start: Start): void => {
  results[name] = [...(results[name] ?? []), start]
}
try {
  const [empty, filled, killed] = [join(all, 'empty'), join(all, 'filled'), join(all, 'killed')]
  await fill(filled, 'SIGTERM')
  const behind = await fill(killed, 'SIGKILL')
  const held = {
    'no alerts': { folder: empty, check: undefined },
    [`${ALERTS} alerts`]: { folder: filled, check: checkAll },
    [`${ALERTS} alerts after a kill, ${(behind / 1e6).toFixed(0)} MB not in tables`]: {
      folder: killed,
      check: checkAll,
    },
  }
  note('package, no alerts, nothing compiled', await timedStart(FILES.package, empty, env))
  for (let run = 0; run < Number(values.runs); run++) {
    note('Node that does nothing', await timedNothing())
    for (const [name, { folder, check }] of Object.entries(held)) {
      for (const [kind, file] of Object.entries(FILES)) {
        // A start changes its folder, so each gets a copy.
        const copy = join(all, 'copy')
        await cp(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
        note(`${kind}, ${name}`, await timedStart(file, copy, env, check))
        await rm(copy, { recursive: true })
      }
    }
  }
} finally {
  await rm(all, { recursive: true, force: true })
}
const nothing = median((results['Node that does nothing'] ?? []).map(({ ms }) => ms))
console.log('| | ready after | beyond Node that does nothing | CPU |\n| --- | --- | --- | --- |')
for (const [name, starts] of Object.entries(results)) {
  const ms = median(starts.map((one) => one.ms))
  const cpu = median(starts.map(({ cpuMs }) => cpuMs))
  console.log(`| ${name} | ${ms.toFixed(0)} ms | ${(ms - nothing).toFixed(0)} ms | ${cpu.toFixed(0)} ms |`)
}
await saveResults('start', results)
printRun()
