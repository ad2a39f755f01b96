/**
 * Shows what flags of V8's heap cost and save: processor and pauses while 50,000 alerts go in, and resident memory with
 * them, for each in turns.
 *
 *     node bench/heap-flags.ts --runs 3 --flags ',--max-semi-space-size=8'
 */

import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { cpuOf } from './measures/process-cost.ts'
import { startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '3' },
    rest: { type: 'string', default: '5' },
    flags: {
      type: 'string',
      default: ',--max-semi-space-size=4,--max-semi-space-size=8,--max-semi-space-size=16',
    },
  },
})
const ALERTS = Number(values.alerts)
const MEBIBYTE = 1024 ** 2

interface Cost {
  /** Processor an alert, µs: of the main thread, and of all threads. */
  readonly main: number
  readonly all: number
  /** The longest pause of the collector, ms. */
  readonly pause: number
  /** MiB: at its most, after a rest, after a full collection, and in the heap then. */
  readonly peak: number
  readonly rested: number
  readonly collected: number
  readonly heap: number
}

/** Time that the main thread had a processor, µs. */
async function mainThreadOf(pid: number): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'latin1')).split(' ')
  return Number(nanoseconds) / 1000
}

async function peakOf(pid: number): Promise<number> {
  return Number(/VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024
}

async function measure(flags: string): Promise<Cost> {
  const server = await startBenchServer({ flags: flags.split(' ').filter(Boolean), isLoopWatched: true })
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    const [pid = 0] = server.pids
    await server.inside()
    const [before, mainBefore] = [await cpuOf([pid]), await mainThreadOf(pid)]
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    await sender.ask('ingest', { port: server.port, alerts: ALERTS, batch: 64, senders: 8, endsAt })
    const [after, mainAfter] = [await cpuOf([pid]), await mainThreadOf(pid)]
    const peak = await peakOf(pid)
    await sleep(Number(values.rest) * 1000)
    const rested = await server.inside()
    const collected = await server.inside('collect')
    return {
      main: (mainAfter - mainBefore) / ALERTS,
      all: ((after.user + after.system - before.user - before.system) / ALERTS) * 1e6,
      pause: rested.longestPause,
      peak,
      rested: rested.rss / MEBIBYTE,
      collected: collected.rss / MEBIBYTE,
      heap: collected.heapUsed / MEBIBYTE,
    }
  } finally {
    await sender.stop()
    await server.stop()
  }
}

printRun()
const costs = new Map<string, Cost[]>()
for (let run = 0; run < Number(values.runs); run++) {
  for (const flags of values.flags.split(',')) {
    const cost = await measure(flags)
    costs.set(flags, [...(costs.get(flags) ?? []), cost])
  }
}
for (const [flags, of] of costs) {
  const middle = (pick: keyof Cost, digits = 0): string => median(of.map((one) => one[pick])).toFixed(digits)
  console.log(
    `${flags || 'no flags'}: ${middle('main', 1)} µs of the main thread and ${middle('all', 1)} µs in all an alert; longest pause ${middle('pause', 1)} ms; resident ${middle('peak')} MiB at most, ${middle('rested')} after ${values.rest} s, ${middle('collected')} collected, of it ${middle('heap')} in the heap`,
  )
}
await saveResults('heap-flags', Object.fromEntries(costs))
printRun()
