/**
 * Shows what several nodes on one PostgreSQL do: how much later an event comes from a node that did not take it, what a
 * delivery costs, how fast alerts go in beside `pgbench`'s own commits, how fast a node starts, and how fast it catches
 * up. It starts its own PostgreSQL and Redis, and ends by itself. With `--nodes 1` what one node alone does.
 *
 *     node bench/nodes.ts --nodes 3 --only delivery,fan-out,ingest,start,catching-up
 */

import { parseArgs } from 'node:util'
import { ensureBuilt, SERVER_PACKAGE } from '../scripts/fresh-build.ts'
import { deliveryLine } from './load/delivery-line.ts'
import type { Round } from './load/delivery-round.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { startNodes } from './nodes/bench-nodes.ts'
import { type CaughtUpRun, catchUp } from './nodes/catching-up.ts'
import { type DeliveryRun, deliverFrom, deliveryTable } from './nodes/delivery.ts'
import { fanOutFrom, fanOutVerdict } from './nodes/fan-out.ts'
import { type IngestRun, ingestTable, ingestThrough } from './nodes/ingest.ts'
import { startNode } from './nodes/node-start.ts'
import { spentBetween, startDatabase } from './servers/database.ts'
import { startRedis } from './servers/redis.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    only: { type: 'string', default: 'delivery,fan-out,ingest,start,catching-up' },
    runs: { type: 'string', default: '3' },
    /** Of ingest. */
    alerts: { type: 'string', default: '50000' },
    /** That a node finds when it starts, or has missed. */
    events: { type: 'string', default: '100000' },
    /** Of fan-out: readers of each node, and events a second. */
    readers: { type: 'string', default: '300' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
  },
})
const NODES = Number(values.nodes)
const RUNS = Array.from({ length: Number(values.runs) }, (_, n) => n)
const EVENTS = Number(values.events)
const COUNTS = [...new Set([1, NODES])]
const SECONDS = Number(values.seconds)
const CATCHING_UP_MUST_SECONDS = 5
const START_MUST_MS = 2_000

const database = await startDatabase()
const redis = await startRedis()
/** What wakes the other nodes. A Redis that is not there leaves the time alone. */
const WAKES = {
  Redis: { WATCHFLOOR_REDIS_URL: redis.url },
  'LISTEN/NOTIFY': {},
  'the time': { WATCHFLOOR_REDIS_URL: 'redis://127.0.0.1:1' },
}

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  delivery: async () => {
    const runs: DeliveryRun[] = []
    for (const rate of [20, 200]) {
      for (const count of NODES === 1 ? [1] : [1, 2]) {
        for (const [wake, env] of Object.entries(count === 1 ? { none: {} } : WAKES)) {
          const nodes = await startNodes(database, count, env)
          const what = count === 1 ? 'one node' : `${count} nodes, ${wake}`
          const done = await deliverFrom(what, nodes, { rate, seconds: SECONDS })
          await nodes.stop()
          runs.push(done)
          console.log(`${what}, ${rate}/s: done`)
        }
      }
    }
    console.log(deliveryTable(runs))
    return runs
  },
  'fan-out': async () => {
    const rounds: Record<number, Round[]> = {}
    for (const _ of RUNS) {
      for (const count of COUNTS) {
        const nodes = await startNodes(database, count, count === 1 ? {} : WAKES.Redis)
        const options = { readers: Number(values.readers), rate: Number(values.rate), seconds: SECONDS }
        const before = await database.cpu()
        const round = await fanOutFrom(nodes, options)
        const spent = spentBetween(before, await database.cpu())
        await nodes.stop()
        rounds[count] = [...(rounds[count] ?? []), round]
        console.log(
          `${deliveryLine(`${count} nodes`, round)} | database ${spent.toFixed(1)} s of processor in all`,
        )
      }
    }
    if (NODES > 1) console.log(fanOutVerdict(rounds[1] ?? [], rounds[NODES] ?? []))
    return rounds
  },
  ingest: async () => {
    const runs: IngestRun[] = []
    for (const _ of RUNS) {
      for (const count of COUNTS) {
        const nodes = await startNodes(database, count, count === 1 ? {} : WAKES.Redis)
        runs.push(...(await ingestThrough(database, nodes, { alerts: Number(values.alerts), batch: 64 })))
        await nodes.stop()
      }
    }
    console.log(ingestTable(runs))
    return runs
  },
  start: async () => {
    if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
    const file = 'out/server/watchfloor-server.js'
    const starts = await startNode(database, { file, alerts: EVENTS, runs: RUNS.length, isBeside: NODES > 1 })
    const ms = median(starts.map((start) => start.ms))
    const cpu = median(starts.map(({ cpuMs }) => cpuMs))
    const verdict = ms <= START_MUST_MS ? 'met' : 'missed'
    console.log(
      `a node with ${EVENTS} alerts${NODES > 1 ? ', beside another,' : ''} is ready after ${ms.toFixed(0)} ms (${cpu.toFixed(0)} ms of processor); ${START_MUST_MS} ms: ${verdict}`,
    )
    return starts
  },
  'catching-up': async () => {
    if (NODES === 1) return []
    const runs: CaughtUpRun[] = []
    for (const _ of RUNS) {
      const nodes = await startNodes(database, 2, WAKES.Redis)
      runs.push(await catchUp(nodes, EVENTS))
      await nodes.stop()
    }
    const seconds = median(runs.map((run) => run.seconds))
    const cpu = median(runs.map((run) => run.cpu))
    const verdict = seconds <= CATCHING_UP_MUST_SECONDS ? 'met' : 'missed'
    console.log(
      `${EVENTS} events are caught up with in ${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of processor); ${CATCHING_UP_MUST_SECONDS} s: ${verdict}`,
    )
    return runs
  },
}

try {
  for (const name of values.only.split(',')) {
    const part = parts[name]
    if (part === undefined) throw new Error(`no part is called ${name}`)
    printRun()
    await saveResults(`nodes-${name}`, await part())
  }
} finally {
  await redis.stop()
  await database.stop()
}
printRun()
