import type { Alert, BoardHealth } from '@watchfloor/contract'
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
    health: [],
    leftOut: undefined,
    pausedUntil: null,
    view: null,
    now: 0,
  })
  expect(tray.stateLine).toBe(`Live · w · ${lane} alerts need someone`)
  expect(lane).toBe(3)
  expect(tray.top.map(({ title, where }) => [title, where])).toEqual([
    ['Down', 'checkout'],
    ['Down', 'checkout'],
  ])
})

test.each([
  [{ state: 'connecting' }, 'connecting', 'Connecting · w'],
  [{ state: 'catching_up', done: 1, total: 2 }, 'checking', 'Catching up · w'],
  [{ state: 'restarting', until: 5 }, 'checking', 'Server restarting · w'],
  [{ state: 'offline', broken: 'dns' }, 'not_receiving', 'Not receiving · w not found (VPN?)'],
  [
    { state: 'signed_out', status: 401, reason: 'refused', detail: '' },
    'not_receiving',
    'Signed out · sign in to receive',
  ],
  [
    { state: 'signed_out', status: 403, reason: 'forbidden', detail: '' },
    'not_receiving',
    'Signed out · you may not look here',
  ],
  [{ state: 'stopped' }, 'not_receiving', 'Not receiving · stopped'],
])(
  'of a connection that is %j the tray is %s and says, in the words of the badge, %s',
  (part, state, stateLine) => {
    const freshness = { ...LIVE, ...part } as typeof LIVE
    const facts = {
      server: 'http://w',
      freshness,
      alerts: [],
      health: [],
      leftOut: undefined,
      pausedUntil: null,
      view: null,
      now: 0,
    }
    expect(trayStateOf(facts)).toMatchObject({ state, stateLine })
  },
)

test('with a heartbeat that does not come nothing is said to need nobody', () => {
  const watchdog: BoardHealth = {
    component: 'Pipeline heartbeat Watchdog',
    kind: 'pipeline',
    status: 'unhealthy',
    quiet: true,
    since: '2026-11-24T03:00:00Z',
    sequence: 1,
  }
  const facts = {
    server: 'http://w',
    freshness: LIVE,
    alerts: [],
    leftOut: undefined,
    pausedUntil: null,
    view: null,
    now: 0,
  }
  expect(trayStateOf({ ...facts, health: [watchdog] }).stateLine).toBe(
    'Live · w · nothing known to need you, heartbeat missing',
  )
})

test('S39: criticals outside the view that decides are named, and not counted with the others', () => {
  const view = { name: 'Payments', passes: ({ labels }: Alert) => labels.service === 'payments' }
  const inside = of('critical', { labels: { alertname: 'Down', severity: 'critical', service: 'payments' } })
  const tray = trayStateOf({
    server: 'http://w',
    freshness: LIVE,
    alerts: [inside, of('critical'), of('high')],
    health: [],
    leftOut: undefined,
    pausedUntil: null,
    view,
    now: 0,
  })
  expect(tray.criticals).toBe(1)
  expect(tray.stateLine).toBe('Live · w · 1 alert needs someone, 1 critical outside Payments')
})
