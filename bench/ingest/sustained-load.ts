import { stat } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import type { IngestQuestions } from '../load/ingest-sender.ts'
import type { ByMinute } from '../load/sustained.ts'
import { residentOf } from '../measures/process-cost.ts'
import { type Cost, costBetween, costOf } from '../measures/thread-cost.ts'
import type { AlertTaker } from '../servers/alert-takers.ts'

/** A minute of a steady load. */
export interface Minute extends ByMinute {
  readonly mostBehind: number
  readonly behind: number
  readonly resident: number
  readonly file: number
  /** The most that SQLite's log beside the file had. */
  readonly log: number
  readonly cost: Cost
  readonly load: number
}

const LIFE_SECONDS = 20
/** So many fire at the same time at most: fewer than a server takes of one sender. */
const MOST_FIRING = 100_000
/** What is over is forgotten in time, and deleted in time: both happen while this runs long enough. */
const steady = (lifeSeconds: number) => ({
  WATCHFLOOR_RETENTION_RESOLVED: `${lifeSeconds}s`,
  WATCHFLOOR_RETENTION_CURSORS: '1m',
  WATCHFLOOR_RETENTION_HISTORY: '2m',
})
const LOOK_EVERY_MS = 2_000
const MINUTE_MS = 60_000

interface Look {
  readonly at: number
  readonly behind: number
  readonly resident: number
  readonly file: number
  readonly log: number
  readonly cost: Cost
  readonly load: number
}

/** A steady load on our server, by minute: alerts begin and end as fast, and are forgotten. */
export async function sustainedLoad(
  start: (env: Readonly<Record<string, string>>) => Promise<AlertTaker>,
  rate: number,
  minutes: number,
): Promise<readonly Minute[]> {
  const lifeSeconds = Math.min(LIFE_SECONDS, Math.floor(MOST_FIRING / (rate / 2)))
  const server = await start(steady(lifeSeconds))
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    console.log(
      `${rate.toFixed(0)} alerts a second for ${minutes} minutes, half of them begin and half of them end after ${lifeSeconds} s`,
    )
    const looks = [await look(server)]
    let isOver = false
    const began = performance.now()
    const looking = (async () => {
      for (let n = 1; !isOver; n++) {
        await sleep(Math.max(0, began + n * LOOK_EVERY_MS - performance.now()))
        looks.push(await look(server))
      }
    })()
    const { port } = server
    const task = { port, minutes, rate, batch: 64, senders: 16, lifeSeconds }
    const sent = await sender.ask('sustain', task)
    isOver = true
    await looking
    const results = sent.map((minute, n) => ({ ...minute, ...within(looks, began + n * MINUTE_MS) }))
    console.log(tableOf(results))
    return results
  } finally {
    await sender.stop()
    await server.stop()
  }
}

async function look({ pid, folder, behind }: AlertTaker): Promise<Look> {
  const size = (name: string): Promise<number> =>
    stat(join(folder, name)).then(
      (found) => found.size,
      () => 0,
    )
  return {
    at: performance.now(),
    behind: await behind(),
    resident: await residentOf(pid),
    file: await size('watchfloor.db'),
    log: await size('watchfloor.db-wal'),
    cost: await costOf(pid),
    load: loadavg()[0] ?? Number.NaN,
  }
}

function within(looks: readonly Look[], from: number): Omit<Minute, keyof ByMinute> {
  const some = looks.filter(({ at }) => at >= from - LOOK_EVERY_MS && at <= from + MINUTE_MS)
  const [first, last] = [some[0], some.at(-1)]
  if (first === undefined || last === undefined) throw new Error('nobody looked in a whole minute')
  const most = (pick: (one: Look) => number): number => Math.max(...some.map(pick))
  return {
    mostBehind: most(({ behind }) => behind),
    behind: last.behind,
    resident: last.resident,
    file: last.file,
    log: most(({ log }) => log),
    cost: costBetween(first.cost, last.cost),
    load: last.load,
  }
}

function tableOf(minutes: readonly Minute[]): string {
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)
  const core = (seconds: number): string => `${((seconds / 60) * 100).toFixed(0)} %`
  const rows = minutes.map((one, n) => [
    `${n + 1}`,
    `${(one.alerts / 60).toFixed(0)}/s${one.refused > 0 ? `, ${one.refused} refused` : ''}`,
    `${one.p50.toFixed(1)}, ${one.p99.toFixed(1)} ms`,
    `${(one.mostBehind / 1e6).toFixed(1)}; ${(one.behind / 1e6).toFixed(1)} MB`,
    `${mebibytes(one.resident)} MiB`,
    `${mebibytes(one.file)}; ${mebibytes(one.log)} MiB`,
    `${(one.cost.written / one.alerts).toFixed(0)} B`,
    `${core(one.cost.main)}, ${core(one.cost.storage)}, ${core(one.cost.other)}`,
    one.load.toFixed(1),
  ])
  const head = [
    'minute',
    'alerts',
    'p50, p99 from when they were due',
    'behind: most; last',
    'resident',
    'file; log beside it',
    'written an alert',
    'core: main, store, other threads',
    'load',
  ]
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
