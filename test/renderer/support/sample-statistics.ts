import type { ResponseStatistics } from '@watchfloor/contract'

const none = { count: 0, mean_ms: null, median_ms: null, p90_ms: null }
const times = (count: number, median: number, p90: number) => ({
  count,
  mean_ms: median,
  median_ms: median * 60_000,
  p90_ms: p90 * 60_000,
})
const group = {
  lives: 7,
  firing: 1,
  lost: 2,
  acknowledged: 3,
  to_acknowledge: times(3, 2, 9),
  to_resolve: times(4, 12, 40),
}

/** A week of a few alerts. */
export const SAMPLE_STATISTICS: Omit<ResponseStatistics, 'from' | 'to'> = {
  lives: 7,
  firing: 1,
  lost: 2,
  never_acknowledged: 3,
  to_acknowledge: times(3, 2, 9),
  to_resolve: times(4, 12, 40),
  levels: [{ level: 'critical', lives: 7, firing: 1, acknowledged: 3 }],
  owners: [{ name: 'Priya', acknowledged: 3, mean_ms: 1, to_acknowledge: times(3, 2, 9), to_resolve: none }],
  noisiest: [{ alertname: 'Disk "sda"', alerts: 2, mean_ms: 1, ...group }],
  services: [{ label: 'job', value: 'node', alerts: 2, ...group, to_acknowledge: none }],
  flapping: [],
  hours: Array.from({ length: 24 }, (_, hour) => ({ hour, ...group, lives: hour === 3 ? 7 : 0 })),
  counted_since: null,
}
