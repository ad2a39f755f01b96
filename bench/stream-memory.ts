/**
 * Shows the resident memory of an idle connection: the slope between two numbers of them, with and without a flag of
 * Node.
 *
 *     node bench/stream-memory.ts --few 2000 --many 8000
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { withGenerator } from './load/generator.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { openFilesLimit } from './measures/process-cost.ts'
import { startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '2000' },
    many: { type: 'string', default: '8000' },
    rest: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
    flags: { type: 'string', default: ',--max-semi-space-size=8' },
  },
})
const [FEW, MANY] = [Number(values.few), Number(values.many)]
/** Everybody on a loopback address of its own thousand, so that no address runs out of ports. */
const ADDRESSES = Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 2}`)

interface Slope {
  readonly kind: 'sse' | 'websocket'
  readonly flags: string
  /** KiB for each connection: as it stands after a rest, and after a full collection. */
  readonly rested: number
  readonly collected: number
  /** KiB of it in JavaScript's heap. */
  readonly heap: number
}

async function measure(kind: Slope['kind'], flags: string): Promise<Slope> {
  const server = await startBenchServer({ flags: flags.split(' ').filter(Boolean) })
  try {
    return await withGenerator(async ({ readers }) => {
      const look = async () => {
        await sleep(Number(values.rest) * 1_000)
        const rested = await server.inside('look')
        const collected = await server.inside('collect')
        return { rested: rested.rss, collected: collected.rss, heap: collected.heapUsed }
      }
      const open = (count: number) =>
        readers.ask('open', { group: kind, kind, port: server.port, count, from: ADDRESSES })
      await open(FEW)
      const few = await look()
      await open(MANY - FEW)
      const many = await look()
      const { open: alive } = await readers.ask('tally', kind)
      if (alive !== MANY) throw new Error(`only ${alive} of ${MANY} connections are open`)
      const slope = (of: 'rested' | 'collected' | 'heap'): number =>
        (many[of] - few[of]) / (MANY - FEW) / 1024
      return { kind, flags, rested: slope('rested'), collected: slope('collected'), heap: slope('heap') }
    })
  } finally {
    await server.stop()
  }
}

const limit = await openFilesLimit()
if (limit < MANY + 500) {
  throw new Error(
    `a process may open ${limit} files here; raise it: prlimit --nofile=${MANY + 1_000} --pid $$`,
  )
}
printRun()
const slopes: Slope[] = []
for (let run = 1; run <= Number(values.runs); run++) {
  for (const flags of values.flags.split(',')) {
    for (const kind of ['sse', 'websocket'] as const) {
      const slope = await measure(kind, flags)
      slopes.push(slope)
      console.log(
        `${kind.padEnd(9)} ${flags || 'no flags'}: ${slope.rested.toFixed(1)} KiB after a rest of ${values.rest} s, ${slope.collected.toFixed(1)} KiB collected, of it ${slope.heap.toFixed(1)} KiB in the heap`,
      )
    }
  }
}
for (const flags of values.flags.split(',')) {
  for (const kind of ['sse', 'websocket'] as const) {
    const own = slopes.filter((slope) => slope.kind === kind && slope.flags === flags)
    const of = (pick: (slope: Slope) => number): string => median(own.map(pick)).toFixed(1)
    console.log(
      `${kind} ${flags || 'no flags'}, medians of ${own.length}: ${of(({ rested }) => rested)} KiB rested, ${of(({ collected }) => collected)} KiB collected`,
    )
  }
}
await saveResults('stream-memory', slopes)
printRun()
