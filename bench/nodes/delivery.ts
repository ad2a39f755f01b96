import { setTimeout as sleep } from 'node:timers/promises'
import type { ArrivalsQuestions } from '../load/arrivals.ts'
import { startAsked } from '../load/asked-process.ts'
import type { PublisherQuestions } from '../load/stream-publisher.ts'
import { quantile } from '../measures/measures.ts'
import type { BenchNodes } from './bench-nodes.ts'

/** How long events take to a reader of the node that takes them, and to readers of the others, ms. */
export interface DeliveryRun {
  readonly what: string
  readonly rate: number
  readonly events: number
  /** Events that some reader did not get within the time that it is given. */
  readonly missing: number
  readonly own: { readonly p50: number; readonly p99: number }
  /** At the other nodes: how much later than at its own, event by event. */
  readonly later: { readonly p50: number; readonly p99: number } | undefined
}

const MUST_MS = 10
const WARM_UP_MS = 3_000
/** Longer than the slowest way of waking takes. */
const ARRIVED_MS = 2_000

/** Posts to the first node, one alert at a time. */
export async function deliverFrom(
  what: string,
  { nodes }: BenchNodes,
  options: { readonly rate: number; readonly seconds: number },
): Promise<DeliveryRun> {
  const { rate, seconds } = options
  const readers = startAsked<ArrivalsQuestions>('arrivals.ts')
  const publisher = startAsked<PublisherQuestions>('stream-publisher.ts')
  try {
    await readers.ask(
      'open',
      nodes.map(({ port }) => port),
    )
    await publisher.ask('aim', { kind: 'alerts', port: nodes[0]?.port ?? 0, alerts: 500 })
    await publisher.ask('begin', rate)
    await sleep(WARM_UP_MS)
    await publisher.ask('end')
    await sleep(ARRIVED_MS)
    await readers.ask('take')
    const before = await publisher.ask('sent')
    await publisher.ask('begin', rate)
    await sleep(seconds * 1_000)
    const { count } = await publisher.ask('end')
    await sleep(ARRIVED_MS)
    const ages = await readers.ask('take')
    const later = ages.flatMap(([own = 0, ...others]) => others.map((age) => age - own))
    return {
      what,
      rate,
      events: count - before,
      missing: count - before - ages.length,
      own: quantilesOf(ages.map(([own = 0]) => own)),
      later: later.length === 0 ? undefined : quantilesOf(later),
    }
  } finally {
    await Promise.all([readers.stop(), publisher.stop()])
  }
}

function quantilesOf(micros: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: quantile(micros, 0.5) / 1_000, p99: quantile(micros, 0.99) / 1_000 }
}

export function deliveryTable(runs: readonly DeliveryRun[]): string {
  const rows = runs.map(({ what, rate, events, missing, own, later }) => {
    const added =
      later === undefined
        ? ' | '
        : `${later.p50.toFixed(1)}, ${later.p99.toFixed(1)} ms | ${later.p99 <= MUST_MS ? 'met' : 'missed'}`
    return `| ${what} | ${rate}/s | ${events}${missing === 0 ? '' : `, ${missing} missing`} | ${own.p50.toFixed(1)}, ${own.p99.toFixed(1)} ms | ${added} |`
  })
  const head = `| nodes and what wakes them | rate | events | POST → reader of the same node: p50, p99 | later at another node: p50, p99 | p99 within ${MUST_MS} ms |`
  return [head, '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')
}
