import { expect, test } from 'vitest'
import { trayStateOf } from '../../../src/main/presence/tray-state.ts'
import { laneOf } from '../../../src/shared/lanes.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

const LIVE = {
  state: 'live',
  transport: 'sse',
  at: 0,
  since: 0,
  proof: null,
  skew_ms: null,
  drops: { count: 0, longest_ms: 0, unstable: false },
  counts: { events: 0, gaps: 0, resets: 0, reconnects: 0 },
  not_storing: null,
} as unknown as NonNullable<Parameters<typeof trayStateOf>[0]['freshness']>

const of = (severity: string, part: Parameters<typeof sampleAlert>[0] = {}) =>
  sampleAlert({ labels: { alertname: 'Down', severity, service: 'checkout' }, ...part })

test('the tray counts as needing someone what stands in that lane of the board', () => {
  const alerts = [
    of('critical'),
    of('high'),
    of('critical', { unconfirmed: true }),
    of('warning', { unconfirmed: true }),
    of('high', { silenced_by: ['s'] }),
    of('high', { acknowledged_by: { name: 'Priya', at: '2026-11-24T03:12:00Z', until: 'resolved' } }),
    of('high', { status: 'resolved' }),
  ]
  const lane = alerts.filter((alert) => laneOf(alert) === 'needs').length
  const tray = trayStateOf({
    server: 'http://w',
    freshness: LIVE,
    alerts,
    leftOut: undefined,
    pausedUntil: null,
    now: 0,
  })
  expect(tray.stateLine).toBe(`Live · w · ${lane} alerts need someone`)
  expect(lane).toBe(3)
  expect(tray.top.map(({ title, where }) => [title, where])).toEqual([
    ['Down', 'checkout'],
    ['Down', 'checkout'],
  ])
})
