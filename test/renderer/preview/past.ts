import type { Result } from '@watchfloor/client'
import {
  type BoardSnapshot,
  formatTime,
  type LivesPage,
  type Millis,
  type PastLife,
  parseTime,
  type ResponseStatistics,
} from '@watchfloor/contract'
import type { BridgeRequest } from '../../../src/shared/bridge.ts'

const MINUTE = 60_000

type Answer = (request: BridgeRequest) => Promise<Result<unknown>>

/** The past of a previewed board: each of its alerts has lived before, and what is asked of no past is asked on. */
export function withPast(board: (at: Millis) => BoardSnapshot, on: Answer): Answer {
  return async (request) => {
    const [path = '', text = ''] = request.path.split('?')
    const query = new URLSearchParams(text)
    const time = (name: string): Millis => parseTime(query.get(name) ?? '') ?? Date.now()
    if (path === '/api/v2/board' && query.has('at')) return { ok: true, value: board(time('at')) }
    if (path === '/api/v2/lives') return { ok: true, value: livesOf(board(Date.now()), query) }
    if (path === '/api/v2/stats/response') return { ok: true, value: statisticsOf(query) }
    return on(request)
  }
}

function livesOf({ alerts }: BoardSnapshot, query: URLSearchParams): LivesPage {
  const print = query.get('fingerprint')
  const lives = alerts
    .filter(({ fingerprint }) => print === null || fingerprint === print)
    .slice(0, 40)
    .flatMap((alert, index) =>
      [5, 65, 1_500].map((ago, life): PastLife => {
        const began = Date.now() - (ago + index) * MINUTE
        const isTaken = (index + life) % 3 === 0
        return {
          life: `test.${index * 3 + life + 1}`,
          fingerprint: alert.fingerprint,
          alertname: alert.alertname,
          level: alert.level,
          labels: alert.labels,
          began: formatTime(began),
          acknowledged: isTaken ? formatTime(began + 2 * MINUTE) : null,
          owner: isTaken ? 'Priya' : null,
          ...(isTaken && { note: 'the disk is being replaced' }),
          ended: life === 0 ? null : formatTime(began + (14 + index) * MINUTE),
          ended_by: life === 0 ? null : index % 7 === 6 ? 'timeout' : 'sender',
        }
      }),
    )
  return { lives: lives.sort((a, b) => (a.began < b.began ? 1 : -1)), before: null }
}

function statisticsOf(query: URLSearchParams): ResponseStatistics {
  const times = (count: number) => ({
    count,
    mean_ms: 9 * MINUTE,
    median_ms: 4 * MINUTE,
    p90_ms: 38 * MINUTE,
  })
  const group = (lives: number) => ({
    lives,
    firing: lives % 3,
    lost: lives % 5,
    acknowledged: Math.floor(lives / 2),
    to_acknowledge: times(Math.floor(lives / 2)),
    to_resolve: times(lives - (lives % 5)),
  })
  const ranked = ['CheckoutErrorRate', 'QueueLag', 'DiskFilling', 'TargetDown']
  return {
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
    ...group(412),
    never_acknowledged: 206,
    levels: [
      { level: 'critical', lives: 41, firing: 1, acknowledged: 38 },
      { level: 'warning', lives: 371, firing: 2, acknowledged: 168 },
    ],
    owners: ['Priya', 'Tom'].map((name, index) => ({
      name,
      acknowledged: 90 - 20 * index,
      mean_ms: MINUTE,
      to_acknowledge: times(90 - 20 * index),
      to_resolve: times(80 - 20 * index),
    })),
    noisiest: ranked.map((alertname, index) => ({
      alertname,
      alerts: 12,
      mean_ms: MINUTE,
      ...group(200 >> index),
    })),
    services: ['payments', 'search'].map((value, index) => ({
      label: 'service',
      value,
      alerts: 9,
      ...group(160 >> index),
    })),
    flapping: [{ fingerprint: 'aa'.repeat(8), alertname: 'QueueLag', lives: 23 }],
    hours: Array.from({ length: 24 }, (_, hour) => ({ hour, ...group((hour * 7) % 31) })),
    counted_since: null,
  }
}
