import { type Round, runRound } from '../load/delivery-round.ts'
import { withGenerator } from '../load/generator.ts'
import { median } from '../measures/print-run.ts'
import type { BenchNodes } from './bench-nodes.ts'

const WARM_UP_MS = 3_000
/** More than one node costs at most this part more a delivery. */
const FLAT = 0.1

/** Events that all readers of all nodes get; they are posted to the first node. */
export function fanOutFrom(
  { nodes }: BenchNodes,
  options: { readonly readers: number; readonly rate: number; readonly seconds: number },
): Promise<Round> {
  return withGenerator(async (generator) => {
    await generator.publisher.ask('aim', { kind: 'alerts', port: nodes[0]?.port ?? 0, alerts: 2_000 })
    const groups = nodes.map((_, n) => `node ${n + 1}`)
    for (const [n, { port }] of nodes.entries())
      await generator.readers.ask('open', {
        group: groups[n] ?? '',
        kind: 'sse',
        port,
        count: options.readers,
      })
    return runRound(generator, {
      groups,
      pids: nodes.flatMap(({ pids }) => pids),
      rate: options.rate,
      warmUpMs: WARM_UP_MS,
      measureMs: options.seconds * 1_000,
    })
  })
}

/** Where events wait longer than this many times as long, they go out together, and each delivery is cheaper. */
const ALIKE = 2

/** What a delivery costs on several nodes beside one, with as many readers on each. */
export function fanOutVerdict(one: readonly Round[], several: readonly Round[]): string {
  const of = (pick: (round: Round) => number): readonly [number, number] => [
    median(one.map(pick)),
    median(several.map(pick)),
  ]
  const [alone, together] = of(({ serverMicros }) => serverMicros)
  const [soon, later] = of(({ p50 }) => p50)
  const more = together / alone - 1
  const verdict = more <= FLAT ? 'met' : 'missed'
  const isComparable = later <= ALIKE * soon
  return `a delivery: one node ${alone.toFixed(2)} µs, several ${together.toFixed(2)} µs (${(more * 100).toFixed(0)} % more); p50 ${soon.toFixed(1)} and ${later.toFixed(1)} ms; within ${FLAT * 100} %: ${isComparable ? verdict : 'cannot be told, because events waited for each other: take fewer readers or events, or a quieter machine'}`
}
