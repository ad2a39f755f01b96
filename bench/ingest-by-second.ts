/**
 * Shows how a server that was just started takes new alerts, second by second, in turns with Debian's Alertmanager: what
 * is compiled in the first two seconds is most of what they differ by. The load is made by wrk, which takes less of the
 * processor than a sender in Node; it has to be installed (Debian's package is called wrk).
 *
 *     node bench/ingest-by-second.ts --runs 3 --seconds 5 --batch 1 --senders 32
 */

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { costBetween, costOf, type ThreadCpu } from './measures/thread-cost.ts'
import { type AlertTaker, startAlertmanagerTaker, startWatchfloor } from './servers/alert-takers.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    /** Alerts a request, and connections that send one request after the other. */
    batch: { type: 'string', default: '1' },
    senders: { type: 'string', default: '32' },
    /** Our program, from the root of the repository. */
    server: { type: 'string', default: 'server/src/index.ts' },
  },
})
const BATCH = Number(values.batch)
const SECONDS = Number(values.seconds)
/** More than a server takes in a second. */
const APART = 10_000_000

interface Second {
  readonly rate: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
  /** Processor an alert, µs. */
  readonly cpu: ThreadCpu
}

async function oneSecond({ port, pid }: AlertTaker, second: number): Promise<Second> {
  const before = await costOf(pid)
  const { stdout } = await promisify(execFile)('wrk', [
    ...['--threads', '1', '--connections', values.senders, '--duration', '1s'],
    ...['--script', join(import.meta.dirname, 'load/new-alerts.lua'), `http://127.0.0.1:${port}`],
    ...['--', String(second * APART), String(BATCH)],
  ])
  const { main, storage, other } = costBetween(before, await costOf(pid))
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    readonly requests: number
    readonly failed: number
    readonly seconds: number
    readonly p50: number
    readonly p99: number
  }
  const alerts = said.requests * BATCH
  const each = (seconds: number): number => (seconds / alerts) * 1e6
  const cpu = { main: each(main), storage: each(storage), other: each(other) }
  return { rate: alerts / said.seconds, failed: said.failed, p50: said.p50, p99: said.p99, cpu }
}

async function run(start: () => Promise<AlertTaker>): Promise<readonly Second[]> {
  const server = await start()
  try {
    const seconds: Second[] = []
    for (let second = 0; second < SECONDS; second++) seconds.push(await oneSecond(server, second))
    return seconds
  } finally {
    await server.stop()
  }
}

printRun()
const ours: (readonly Second[])[] = []
const theirs: (readonly Second[])[] = []
for (let turn = 0; turn < Number(values.runs); turn++) {
  ours.push(await run(() => startWatchfloor({ file: values.server })))
  theirs.push(await run(startAlertmanagerTaker))
}
const at = (runs: readonly (readonly Second[])[], second: number, pick: (one: Second) => number): number[] =>
  runs.map((one) => pick(one[second] as Second))
console.log(
  '| second | Watchfloor | Alertmanager | ratio | processor an alert: main, store, others | p99 | theirs |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- |')
for (let second = 0; second < SECONDS; second++) {
  const [mine, others] = [at(ours, second, ({ rate }) => rate), at(theirs, second, ({ rate }) => rate)]
  const ratio = median(mine.map((rate, turn) => rate / (others[turn] as number)))
  const cpu = (['main', 'storage', 'other'] as const).map((thread) =>
    median(at(ours, second, (one) => one.cpu[thread])).toFixed(0),
  )
  const p99 = (runs: typeof ours): string => `${median(at(runs, second, (one) => one.p99)).toFixed(0)} ms`
  const failed = [...at(ours, second, (one) => one.failed), ...at(theirs, second, (one) => one.failed)]
  console.log(
    `| ${second + 1} | ${mine.map(Math.round).join(', ')}/s | ${others.map(Math.round).join(', ')}/s | ${ratio.toFixed(2)} | ${cpu.join(', ')} µs | ${p99(ours)} | ${p99(theirs)} |`,
  )
  if (failed.some((count) => count > 0))
    console.log(`failed requests in second ${second + 1}: ${failed.join(', ')}`)
}
await saveResults('ingest-by-second', { options: values, ours, theirs })
printRun()
