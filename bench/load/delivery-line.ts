import type { SelfReport } from '../servers/server-metrics.ts'
import type { Round } from './delivery-round.ts'

/** One round as a line of text. */
export function deliveryLine(name: string, round: Round): string {
  const { report } = round
  return [
    name.padEnd(9),
    `${String(round.rate).padStart(5)}/s offered`,
    `${round.published.toFixed(0).padStart(5)}/s published`,
    `${Math.round(round.deliveries).toLocaleString('en').padStart(9)} deliveries/s of ${round.bytesPerDelivery.toFixed(0)} B`,
    `lost ${round.lost}, repeated ${round.repeated}, closed ${round.closed}`,
    `p50 ${round.p50.toFixed(1)} p99 ${round.p99.toFixed(1)} max ${round.longest.toFixed(0)} ms`,
    `server ${round.serverMicros.toFixed(2)} µs/delivery, ${percent(round.serverCore)} of a core`,
    ...(report === undefined ? [] : [selfReport(report)]),
    `readers ${percent(round.readersCore)}`,
    `publisher late p99 ${round.publisherLateness.toFixed(0)} ms`,
  ].join(' | ')
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`
}

function selfReport({ loop, commit, broadcast }: SelfReport): string {
  return [
    `loop p50 ${loop.p50.toFixed(0)} p99 ${loop.p99.toFixed(0)} max ${loop.longest.toFixed(0)} ms`,
    `commit p50 ≤ ${commit.p50} p99 ≤ ${commit.p99} ms`,
    `fan-out p50 ≤ ${broadcast.p50} p99 ≤ ${broadcast.p99} ms`,
  ].join(', ')
}
