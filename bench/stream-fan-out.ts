/**
 * Shows how many events a second reach a thousand clients, Watchfloor beside nginx with nchan and Socket.IO in one
 * run: the rate is raised step by step until a server no longer keeps up. Readers and publisher are processes of their
 * own.
 *
 *     node bench/stream-fan-out.ts --clients 1000 --runs 3
 */

import { parseArgs } from 'node:util'
import { deliveryLine } from './load/delivery-line.ts'
import { type Round, runRound } from './load/delivery-round.ts'
import { withGenerator } from './load/generator.ts'
import type { TargetOptions } from './load/publish-target.ts'
import type { ReaderKind } from './load/reader-kinds.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { startBenchServer } from './servers/bench-server.ts'
import { type Contender, startNchan, startSocketIo } from './servers/rivals.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: 'sse,websocket,nchan,socket.io' },
    rates: { type: 'string' },
    /** nginx's. */
    workers: { type: 'string', default: '2' },
    /** Of Node, for Watchfloor's server. */
    flags: { type: 'string', default: '' },
    /** Folder for a CPU profile of Watchfloor. */
    profile: { type: 'string' },
  },
})
const CLIENTS = Number(values.clients)
/** About Watchfloor's own events on the wire. */
const MESSAGE_BYTES = 620
const STEPS: Readonly<Record<ReaderKind, readonly number[]>> = {
  sse: [1_000, 2_000, 2_500, 3_000],
  websocket: [1_000, 2_000, 2_500, 3_000],
  nchan: [200, 300, 400, 500],
  'socket.io': [50, 100, 125],
}
/** A server keeps up with a rate when nothing is missing and this part of it arrives in the time measured. */
const KEPT_UP = 0.97
/** A 99th percentile over this is a backlog, ms. */
const LIVE_MS = 250

async function contend(kind: ReaderKind): Promise<readonly Round[]> {
  const contender = await start(kind)
  if (contender === undefined) return []
  const rounds: Round[] = []
  try {
    for (const rate of values.rates?.split(',').map(Number) ?? STEPS[kind]) {
      const round = await step(kind, contender, rate)
      rounds.push(round)
      console.log(deliveryLine(kind, round))
    }
  } finally {
    await contender.stop()
  }
  return rounds
}

/** New readers and a new publisher for every step, so that none inherits what the one before left over. */
function step(kind: ReaderKind, { port, pids, report }: Contender, rate: number): Promise<Round> {
  return withGenerator(async (generator) => {
    await generator.publisher.ask('aim', targetOf(kind, port))
    await generator.readers.ask('open', { group: kind, kind, port, count: CLIENTS })
    const measureMs = Number(values.seconds) * 1_000
    return runRound(generator, { groups: [kind], pids, rate, warmUpMs: 3_000, measureMs, report })
  })
}

function start(kind: ReaderKind): Promise<Contender | undefined> {
  if (kind === 'nchan') return startNchan(Number(values.workers))
  if (kind === 'socket.io') return startSocketIo()
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]
  return startBenchServer({ flags: [...values.flags.split(' ').filter(Boolean), ...profile] })
}

function targetOf(kind: ReaderKind, port: number): TargetOptions {
  return kind === 'nchan' || kind === 'socket.io'
    ? { kind, port, bytes: MESSAGE_BYTES }
    : { kind: 'alerts', port, alerts: 2_000 }
}

function isKept({ rate, deliveries, lost, repeated, closed, p99 }: Round): boolean {
  return deliveries >= KEPT_UP * rate * CLIENTS && lost + repeated + closed === 0 && p99 <= LIVE_MS
}

function bestOf(rounds: readonly Round[]): number {
  return rounds.filter(isKept).reduce((most, { deliveries }) => Math.max(most, deliveries), 0)
}

printRun()
const kinds = values.only.split(',') as ReaderKind[]
const runs: Partial<Record<ReaderKind, readonly Round[]>>[] = []
for (let run = 1; run <= Number(values.runs); run++) {
  const rounds: Partial<Record<ReaderKind, readonly Round[]>> = {}
  for (const kind of kinds) rounds[kind] = await contend(kind)
  runs.push(rounds)
}
for (const kind of kinds) {
  const bests = runs.map((rounds) => bestOf(rounds[kind] ?? []))
  console.log(
    `${kind}: kept up with ${bests.map((best) => Math.round(best).toLocaleString('en')).join(', ')} deliveries/s, median ${Math.round(median(bests)).toLocaleString('en')}`,
  )
}
await saveResults('stream-fan-out', runs)
printRun()
