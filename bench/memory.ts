/**
 * Shows how much memory many firing alerts take, beside a real Alertmanager with the same ones. The server is the package,
 * started as everybody starts it; its disk is a part of what it keeps, the other's memory is all. `npm run package:server`
 * first.
 *
 *     node bench/memory.ts --alerts 50000,200000
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startAlertmanagerWith } from '../test/support/programs/alertmanager.ts'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { residentOf } from './measures/process-cost.ts'

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '50000,200000' },
    rest: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1' },
    /** Our program, from the root of the repository. */
    server: { type: 'string', default: 'out/server/watchfloor-server.js' },
  },
})
/** Only in a bench do all come from one sender. */
const ROOM = { WATCHFLOOR_LIMITS_ALERTS_PER_SENDER: '200000' }

interface Running {
  readonly url: string
  readonly program: {
    readonly child: { readonly pid?: number | undefined }
    readonly stop: () => Promise<unknown>
  }
}

const KINDS: Readonly<Record<string, (folder: string) => Promise<Running>>> = {
  Watchfloor: (folder) => startServerProcess(folder, { file: values.server, env: ROOM }),
  Alertmanager: (folder) => startAlertmanagerWith(folder, 'route: {receiver: r}\nreceivers: [{name: r}]\n'),
}

/** MiB: empty, and with each number of alerts, after a rest. */
async function measure(start: (folder: string) => Promise<Running>): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const { url, program } = await start(folder)
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    const look = async (): Promise<number> => {
      await sleep(Number(values.rest) * 1_000)
      return (await residentOf(program.child.pid ?? 0)) / 1024 ** 2
    }
    const found = [await look()]
    const endsAt = new Date(Date.now() + 6 * 3_600_000).toISOString()
    let from = 0
    for (const to of values.alerts.split(',').map(Number)) {
      const task = { port: Number(new URL(url).port), from, alerts: to - from, batch: 64, senders: 8, endsAt }
      const { refused } = await sender.ask('ingest', task)
      if (refused > 0) throw new Error(`${refused} requests were refused`)
      from = to
      found.push(await look())
    }
    return found
  } finally {
    await sender.stop()
    await program.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

printRun()
const all: Record<string, (readonly number[])[]> = {}
for (let run = 0; run < Number(values.runs); run++) {
  for (const [kind, start] of Object.entries(KINDS)) all[kind] = [...(all[kind] ?? []), await measure(start)]
}
for (const [kind, runs] of Object.entries(all)) {
  const at = (n: number): string => `${median(runs.map((run) => run[n] ?? Number.NaN)).toFixed(0)} MiB`
  const rows = values.alerts.split(',').map((alerts, n) => `${alerts} alerts ${at(n + 1)}`)
  console.log(`${kind}: empty ${at(0)}, ${rows.join(', ')}`)
}
await saveResults('memory', all)
printRun()
