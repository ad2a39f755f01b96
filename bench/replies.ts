/**
 * Shows how long large answers take on a board of 50,000 alerts, and how long everybody else waits for them: the
 * longest turn of the server's main thread meanwhile. `GET /api/v2/alerts` in turns with a real Alertmanager.
 *
 *     node bench/replies.ts --alerts 50000 --runs 5
 */

import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startAsked } from './load/asked-process.ts'
import type { IngestQuestions, ReadBack } from './load/ingest-sender.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { costBetween, costOf } from './measures/thread-cost.ts'
import { startAlertmanagerTaker } from './servers/alert-takers.ts'
import { startBenchServer } from './servers/bench-server.ts'
import { metricOf } from './servers/server-metrics.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '50000' }, runs: { type: 'string', default: '5' } },
})
const ALERTS = Number(values.alerts)
const MOST_FIRST_BYTE = 50
const MOST_TURN = 50
const MOST_PART = 1 / 3

const PATHS = {
  '`GET /api/v2/alerts`': '/api/v2/alerts',
  'the same of one cluster': '/api/v2/alerts?filter=cluster%3D%22cluster-7%22',
  '`GET /api/v2/alerts/groups`': '/api/v2/alerts/groups',
  'the board': '/api/v2/board',
  'a page of the history': '/api/v2/history?limit=1000',
}

interface Read extends ReadBack {
  /** Longest turn of the main thread, ms of its own work. */
  readonly turn: number
  /** Processor time of the main thread, ms. */
  readonly work: number
  readonly load: number
}

const ours = await startBenchServer({ isLoopWatched: true })
const theirs = await startAlertmanagerTaker()
const sender = startAsked<IngestQuestions>('ingest-sender.ts')
const [pid = 0] = ours.pids
const results: Record<string, Read[]> = {}
const note = (name: string, read: Read): void => {
  results[name] = [...(results[name] ?? []), read]
}

async function readOurs(path: string): Promise<Read> {
  await sleep(200)
  await ours.inside()
  const before = await costOf(pid)
  const read = await sender.ask('read', { port: ours.port, path })
  const { main } = costBetween(before, await costOf(pid))
  const { longest } = await ours.inside()
  return { ...read, turn: longest.work, work: main * 1_000, load: loadavg()[0] ?? Number.NaN }
}

async function readTheirs(path: string): Promise<Read> {
  const read = await sender.ask('read', { port: theirs.port, path })
  return { ...read, turn: Number.NaN, work: Number.NaN, load: loadavg()[0] ?? Number.NaN }
}

function line(name: string, reads: readonly Read[]): string {
  const of = (pick: (one: Read) => number): number => median(reads.map(pick))
  const rival = results[`${name}, Alertmanager`]
  const part = rival && of(({ ms }) => ms) / median(rival.map(({ ms }) => ms))
  const most = Math.max(...reads.map(({ turn }) => turn))
  const first = of(({ firstByteMs }) => firstByteMs)
  const ofOurs = !name.endsWith('Alertmanager')
  const check = (isMet: boolean): string => (ofOurs ? (isMet ? ', met' : ', missed') : '')
  return [
    name,
    `${(of(({ bytes }) => bytes) / 1e6).toFixed(1)} MB`,
    `${of(({ ms }) => ms).toFixed(0)} ms`,
    part === undefined
      ? ''
      : `${part.toFixed(2)}${name.includes('/api/v2/alerts`') ? check(part <= MOST_PART) : ''}`,
    `${first.toFixed(0)} ms${check(first <= MOST_FIRST_BYTE)}`,
    ofOurs ? `${most.toFixed(1)} ms${check(most <= MOST_TURN)}` : '',
    ofOurs ? `${of(({ work }) => work).toFixed(0)} ms` : '',
    of(({ load }) => load).toFixed(1),
  ].join(' | ')
}

printRun()
try {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const task = { alerts: ALERTS, batch: 64, senders: 8, endsAt }
  await sender.ask('ingest', { ...task, port: theirs.port })
  await sender.ask('ingest', { ...task, port: ours.port })
  const behind = await metricOf(ours.url, 'watchfloor_store_behind_bytes')
  const name = `a page of the history at once, ${(behind / 1e6).toFixed(0)} MB not in tables`
  note(name, await readOurs(PATHS['a page of the history']))
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [what, path] of Object.entries(PATHS)) {
      note(what, await readOurs(path))
      if (path.startsWith('/api/v2/alerts')) note(`${what}, Alertmanager`, await readTheirs(path))
    }
  }
} finally {
  await sender.stop()
  await ours.stop()
  await theirs.stop()
}
const head = [
  '',
  'bytes',
  'whole',
  'of Alertmanager’s time',
  'first byte',
  'longest turn',
  'main thread',
  'load',
]
console.log(`| ${head.join(' | ')} |\n| ${head.map(() => '---').join(' | ')} |`)
for (const [name, reads] of Object.entries(results)) console.log(`| ${line(name, reads)} |`)
await saveResults('replies', results)
printRun()
