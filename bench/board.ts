/**
 * Shows what the board does in a real Chromium with 10,000 alerts on it: long tasks, frames and heap under 1,000 updates
 * a second; its first critical row over a slow line; how long a new alert takes to its painted row, on a calm server and
 * under updates; and a key in the filter to its list. A bare React list of the same alerts stands beside it in the same
 * run, and the load average beside every figure.
 *
 *     node bench/board.ts [--seconds 60] [--only updates,first,painted,filter] [--traces FOLDER]
 */

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt, SERVER_PACKAGE } from '../scripts/fresh-build.ts'
import { post } from '../test/support/http/post.ts'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { serveBarePage } from './board/bare-page.ts'
import { type Contender, startBrowser } from './board/contender.ts'
import { firstRow, keyToPaint, postToPaint } from './board/latencies.ts'
import { inMs, type Line, loadNow, spread, tableOf } from './board/table.ts'
import { type UnderUpdates, underUpdates } from './board/under-updates.ts'
import { fleetAlert } from './load/fleet.ts'
import { type Generator, withGenerator } from './load/generator.ts'
import { quantile } from './measures/measures.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'

const PARTS = ['first', 'filter', 'painted', 'updates'] as const
const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: PARTS.join(',') },
    traces: { type: 'string' },
  },
})
const ALERTS = Number(values.alerts)
const RATE = Number(values.rate)
const ROUNDS = Number(values.rounds)
const wants = (part: (typeof PARTS)[number]): boolean => values.only.split(',').includes(part)
const SLOW = { bits: 1_600_000, latency: 150 }

printRun()
if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
if (values.traces !== undefined) await mkdir(values.traces, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const bare = await serveBarePage()
const server = await startServerProcess(folder, {
  file: 'out/server/watchfloor-server.js',
  env: {
    WATCHFLOOR_ALLOWED_ORIGINS: bare.origin,
    WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '10000',
  },
})
const endsAt = new Date(Date.now() + 4 * 3_600_000).toISOString()
const port = Number(new URL(server.url).port)
const CONTENDERS: readonly Contender[] = [
  { name: 'board', url: server.url, isBoard: true },
  { name: 'bare list', url: `${bare.origin}/?server=${encodeURIComponent(server.url)}`, isBoard: false },
]
const lines: Line[] = []
const raw: Record<string, unknown> = {}

/** Both, one after the other; what came of it stands in the table. */
async function both<T>(
  what: string,
  measure: (contender: Contender) => Promise<T>,
  say: (result: T) => string,
  budget: string,
  isMet: ((result: T) => boolean) | null,
): Promise<readonly T[]> {
  const results: T[] = []
  for (const contender of CONTENDERS) results.push(await measure(contender))
  const [board, other] = results as [T, T]
  raw[what] = results
  const line = { what, board: say(board), bare: say(other), budget, load: loadNow() }
  lines.push({ ...line, isMet: isMet === null ? null : isMet(board) })
  console.log(`${what}: ${line.board}; bare list ${line.bare}; load ${line.load.toFixed(1)}`)
  return results
}

async function measureUpdates(generator: Generator): Promise<void> {
  const aim = (): Promise<void> =>
    generator.publisher.ask('aim', { kind: 'alerts', port, alerts: ALERTS, fleetEndsAt: endsAt })
  const load = { seconds: Number(values.seconds), rate: RATE, aim, traces: values.traces }
  const results: UnderUpdates[] = []
  for (const contender of CONTENDERS) results.push(await underUpdates(browser, contender, generator, load))
  raw['under updates'] = results.map(({ tasks: _tasks, ...rest }) => rest)
  const [board, other] = results as [UnderUpdates, UnderUpdates]
  const add = (
    what: string,
    say: (one: UnderUpdates) => string,
    budget: string,
    isMet: boolean | null,
  ): void => void lines.push({ what, board: say(board), bare: say(other), budget, isMet, load: loadNow() })
  const longest = (tasks: readonly number[]): number => Math.max(0, ...tasks)
  const work = ({ tasks }: UnderUpdates): readonly number[] =>
    tasks.flatMap((task) => (task.work === null ? [] : [task.work]))
  const late = (tasks: readonly number[]): number => tasks.filter((ms) => ms > 50).length
  add('updates a second', ({ rate }) => rate.toFixed(0), `${RATE}`, board.rate > RATE * 0.95)
  add(
    'long tasks over 50 ms, longest, by the clock',
    ({ longTasks }) => `${late(longTasks)}, ${inMs(longest(longTasks))}`,
    'none',
    late(board.longTasks) === 0,
  )
  add(
    'the same by the work of the thread, of a third of the time',
    (one) => `${late(work(one))}, ${inMs(longest(work(one)))}`,
    'none',
    late(work(board)) === 0,
  )
  add(
    'frames a second while scrolling, longest',
    ({ framesPerSecond, longestFrame }) => `${framesPerSecond.toFixed(1)}, ${inMs(longestFrame)}`,
    '55',
    board.framesPerSecond >= 55,
  )
  // The first updates make every alert an object of its own; from then on nothing may be added.
  const [, first = 0] = board.heap
  add(
    'heap before, after each third, after the last',
    ({ heap }) => `${heap.map((size) => size.toFixed(0)).join(', ')} MB`,
    'flat from the first third: 5 MB',
    Math.max(...board.heap.slice(2)) <= first + 5,
  )
  add('share of a core on the main thread', ({ share }) => `${(share * 100).toFixed(0)} %`, '', null)
}

for (let from = 0; from < ALERTS; from += 500) {
  const some = Array.from({ length: Math.min(500, ALERTS - from) }, (_, i) =>
    fleetAlert(from + i, '0', endsAt),
  )
  await post(`${server.url}/api/v2/alerts`, some)
}
const browser = await startBrowser()
try {
  if (wants('first')) {
    await both(
      'first critical row at 1.6 Mbit/s and 150 ms',
      async (contender) => {
        const times: number[] = []
        for (let i = 0; i < Math.min(3, ROUNDS); i++) times.push(await firstRow(browser, contender, SLOW))
        return median(times)
      },
      inMs,
      '3,000 ms',
      (ms) => ms <= 3_000,
    )
  }
  if (wants('filter')) {
    await both(
      'key in the filter → list',
      (contender) => keyToPaint(browser, contender, ROUNDS),
      (times) => spread(times, 0.95),
      'p95 50 ms',
      (times) => quantile(times, 0.95) <= 50,
    )
  }
  if (wants('painted')) {
    await both(
      'POST → painted, calm',
      (contender) => postToPaint(browser, contender, server.url, ROUNDS * 40),
      (times) => spread(times, 0.99),
      'p99 100 ms',
      (times) => quantile(times, 0.99) <= 100,
    )
  }
  if (wants('painted') || wants('updates')) {
    await withGenerator(async (generator) => {
      if (wants('painted')) {
        await generator.publisher.ask('aim', { kind: 'alerts', port, alerts: ALERTS, fleetEndsAt: endsAt })
        await generator.publisher.ask('begin', RATE)
        await both(
          `POST → painted, under ${RATE} updates a second`,
          (contender) => postToPaint(browser, contender, server.url, ROUNDS * 20),
          (times) => spread(times, 0.99),
          'p99 200 ms',
          (times) => quantile(times, 0.99) <= 200,
        )
        await generator.publisher.ask('end')
      }
      if (wants('updates')) await measureUpdates(generator)
    })
  }
} finally {
  await browser.close()
  await server.program.stop('SIGTERM')
  await bare.stop()
  await rm(folder, { recursive: true, force: true })
}
console.log(`\n${tableOf(lines)}\n`)
await saveResults('board', raw)
printRun()
