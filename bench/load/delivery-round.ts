import { setTimeout as sleep } from 'node:timers/promises'
import { cpuOf } from '../measures/process-cost.ts'
import type { SelfReport } from '../servers/server-metrics.ts'
import type { Generator } from './generator.ts'
import type { Tally } from './stamped-readers.ts'

/** What one rate at one server came to. */
export interface Round {
  readonly rate: number
  /** Events a second that were really published, and deliveries a second that really arrived, while measured. */
  readonly published: number
  readonly deliveries: number
  readonly bytesPerDelivery: number
  /** Events that did not reach every reader, or reached one twice, in the end. */
  readonly lost: number
  readonly repeated: number
  readonly closed: number
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Processor time of the server, µs for each delivery, and in parts of one core. */
  readonly serverMicros: number
  readonly serverCore: number
  readonly readersCore: number
  readonly publisherLateness: number
  readonly report: SelfReport | undefined
}

export interface RoundOptions {
  readonly groups: readonly string[]
  readonly pids: readonly number[]
  readonly rate: number
  readonly warmUpMs: number
  readonly measureMs: number
  /** Each reader gets one event of so many, in turn; all when absent. */
  readonly parts?: number
  /** Asks the server about itself since it was last asked, where it tells. */
  readonly report?: (() => Promise<SelfReport>) | undefined
}

/** Latest that what was published last may still arrive, ms. */
const SETTLE_MS = 20_000

/**
 * Publishes at a rate, measures a while, and waits until all of it has arrived. The readers were opened before
 * anything was published, so each must have everything in the end.
 */
export async function runRound({ readers, publisher }: Generator, options: RoundOptions): Promise<Round> {
  const { groups, pids, rate, parts = 1 } = options
  await publisher.ask('begin', rate)
  await sleep(options.warmUpMs)
  await options.report?.()
  const look = async () => ({
    at: performance.now(),
    sent: await publisher.ask('sent'),
    server: await cpuOf(pids),
    readers: await cpuOf([readers.pid]),
  })
  await readers.ask('clear')
  const first = await look()
  await sleep(options.measureMs)
  const tallies = await tallyAll(readers, groups)
  const last = await look()
  const report = await options.report?.()
  const { count, latenessP99 } = await publisher.ask('end')
  const each = Math.floor(count / parts)
  const settled = await settle(readers, groups, each)

  const seconds = (last.at - first.at) / 1000
  const events = tallies.reduce((sum, tally) => sum + tally.events, 0)
  const serverSeconds = last.server.user + last.server.system - first.server.user - first.server.system
  const readersSeconds = last.readers.user + last.readers.system - first.readers.user - first.readers.system
  return {
    rate,
    published: (last.sent - first.sent) / seconds,
    deliveries: events / seconds,
    bytesPerDelivery: Math.max(...settled.map(({ bytesPerEvent }) => bytesPerEvent)),
    lost: settled.reduce(
      (sum, { missing, fewest }) => sum + (parts === 1 ? missing : 0) + Math.max(0, each - fewest),
      0,
    ),
    repeated: settled.reduce((sum, { repeated }) => sum + repeated, 0),
    closed: settled.reduce((sum, { closed }) => sum + closed, 0),
    p50: Math.max(...tallies.map(({ p50 }) => p50)),
    p99: Math.max(...tallies.map(({ p99 }) => p99)),
    longest: Math.max(...tallies.map(({ longest }) => longest)),
    serverMicros: (serverSeconds * 1e6) / events,
    serverCore: serverSeconds / seconds,
    readersCore: readersSeconds / seconds,
    publisherLateness: latenessP99,
    report,
  }
}

function tallyAll(readers: Generator['readers'], groups: readonly string[]): Promise<readonly Tally[]> {
  return Promise.all(groups.map((group) => readers.ask('tally', group)))
}

async function settle(
  readers: Generator['readers'],
  groups: readonly string[],
  count: number,
): Promise<readonly Tally[]> {
  const until = performance.now() + SETTLE_MS
  for (;;) {
    const tallies = await tallyAll(readers, groups)
    if (performance.now() > until || tallies.every(({ fewest }) => fewest >= count)) return tallies
    await sleep(100)
  }
}
