/**
 * Shows how long the server takes from the start of its process to its first answer on `/-/ready`: as its package and
 * from its sources, with no alerts, with many, and with many and a full journal, as a crash leaves it at worst; in turns,
 * beside a program of Node that does nothing.
 *
 *     node bench/start.ts --alerts 100000 --runs 5
 */

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Stats } from '@watchfloor/contract'
import { ensureBuilt, SERVER_PACKAGE } from '../scripts/fresh-build.ts'
import { startProgram } from '../test/support/programs/program.ts'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { type Start, timedNothing, timedStart } from './servers/timed-start.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' } },
})
const ALERTS = Number(values.alerts)
const NOTHING = 'Node that does nothing'
const FILES = { package: 'out/server/watchfloor-server.js', sources: 'server/src/index.ts' }

async function fill(folder: string): Promise<void> {
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
  await server.program.stop('SIGTERM')
}

/** As much as may stand in the journal, as a crash at that moment leaves it; answers how much, bytes. */
async function fillJournal(folder: string): Promise<number> {
  const program = startProgram(process.execPath, [
    join(import.meta.dirname, 'store/full-journal.ts'),
    join(folder, 'watchfloor.db'),
  ])
  await program.exited
  const behind = Number(program.output())
  if (!(behind > 0)) throw new Error(`the journal was not filled:\n${program.output()}`)
  return behind
}

/** A socket that was left is no file to copy. */
function copyOf(folder: string, copy: string): Promise<void> {
  return cp(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
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
  const [empty, filled, behindFolder] = [join(all, 'empty'), join(all, 'filled'), join(all, 'behind')]
  await fill(filled)
  await copyOf(filled, behindFolder)
  const behind = await fillJournal(behindFolder)
  const held = {
    'no alerts': { folder: empty, check: undefined },
    [`${ALERTS} alerts`]: { folder: filled, check: checkAll },
    [`${ALERTS} alerts, ${(behind / 2 ** 20).toFixed(0)} MiB in the journal`]: {
      folder: behindFolder,
      check: checkAll,
    },
  }
  note('package, no alerts, nothing compiled', await timedStart(FILES.package, empty, env))
  for (let run = 0; run < Number(values.runs); run++) {
    note(NOTHING, await timedNothing())
    for (const [name, { folder, check }] of Object.entries(held)) {
      for (const [kind, file] of Object.entries(FILES)) {
        // A start changes its folder, so each gets a copy.
        const copy = join(all, 'copy')
        await copyOf(folder, copy)
        note(`${kind}, ${name}`, await timedStart(file, copy, env, check))
        await rm(copy, { recursive: true })
      }
    }
  }
} finally {
  await rm(all, { recursive: true, force: true })
}
const nothing = median((results[NOTHING] ?? []).map(({ ms }) => ms))
console.log(
  '| | ready after | beyond Node that does nothing | CPU: main + store + other threads |\n| --- | --- | --- | --- |',
)
for (const [name, starts] of Object.entries(results)) {
  const of = (pick: (one: Start) => number): string => median(starts.map(pick)).toFixed(0)
  const parts = (['main', 'storage', 'other'] as const).map((kind) =>
    of(({ threads }) => (threads?.[kind] ?? 0) * 1_000),
  )
  const split = name === NOTHING ? '' : `: ${parts.join(' + ')}`
  console.log(
    `| ${name} | ${of(({ ms }) => ms)} ms | ${of(({ ms }) => ms - nothing)} ms | ${of(({ cpuMs }) => cpuMs)} ms${split} |`,
  )
}
await saveResults('start', results)
printRun()
