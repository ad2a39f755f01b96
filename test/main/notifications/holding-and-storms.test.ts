import { formatTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { deskRig } from './desk-rig.ts'

test('S25: quiet hours hold back everything but criticals, each with its reason', () => {
  const desk = deskRig({ circumstances: { quiet_hours: { from: '22:00', to: '07:00' } } })
  desk.meet()
  desk.fire(
    desk.alert({ severity: 'high', service: 'a' }),
    desk.alert({ severity: 'critical', service: 'b' }),
  )
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  expect(desk.rows().filter(({ decision }) => decision === 'hold')).toMatchObject([
    { reason: 'quiet_hours', level: 'high' },
  ])
})

test('S25: a pause holds back criticals too; when it ends, those that still need somebody are told', () => {
  const desk = deskRig()
  desk.meet()
  desk.set({ paused_until: desk.wall() + 15 * 60_000 })
  const gone = desk.alert({ service: 'gone' })
  desk.fire(desk.alert({ service: 'stays' }), gone)
  desk.resolve(gone)
  expect(desk.shown()).toEqual([])
  expect(desk.rows().filter(({ reason }) => reason === 'paused')).toHaveLength(2)
  desk.pass(15 * 60_000)
  expect(desk.notified()).toMatchObject([
    { row: { reason: 'pause_over' }, content: { title: 'Critical · PaymentsDown' } },
  ])
})

test('S25: ending a pause by hand tells at once', () => {
  const desk = deskRig()
  desk.meet()
  desk.set({ paused_until: desk.wall() + 3_600_000 })
  desk.fire(desk.alert({}))
  desk.set({ paused_until: null })
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
})

test('what lies open in front of somebody needs no notification, unless it is critical', () => {
  const desk = deskRig({ circumstances: { in_front: true } })
  desk.meet()
  desk.fire(desk.alert({ severity: 'high', service: 'a' }), desk.alert({ service: 'b' }))
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  expect(desk.rows().filter(({ reason }) => reason === 'in_front')).toHaveLength(1)
})

test('2,000 alerts of one cause and five criticals: five on their own, the rest in one', () => {
  const desk = deskRig()
  desk.meet()
  const criticals = Array.from({ length: 5 }, (_, n) =>
    desk.alert({ alertname: `Down${n}`, service: `c${n}` }),
  )
  const rest = Array.from({ length: 1_995 }, (_, n) =>
    desk.alert({ alertname: 'NodeDown', severity: 'high', service: `s${n}`, rack: 'rack-7' }),
  )
  desk.fire(...rest.slice(0, 1_000), ...criticals, ...rest.slice(1_000))
  const asked = desk.notified()
  expect(asked.filter(({ row }) => row.kind === 'alert').map(({ row }) => row.level)).toEqual(
    Array(5).fill('critical'),
  )
  expect(asked.filter(({ row }) => row.kind === 'storm')).toMatchObject([
    {
      content: {
        title: 'Storm: 2,000 alerts since 03:12',
        body: 'Likely NodeDown eu-1 (1,995). 5 critical shown apart. 0 held back.',
      },
    },
  ])
  expect(asked).toHaveLength(6)
  expect(desk.rows().filter(({ reason }) => reason === 'in_storm')).toHaveLength(1_995)
})

test('a storm is one living notification: silent updates every 30 s, and a silent word when it is over', () => {
  const desk = deskRig()
  desk.meet()
  const high = (n: number) => desk.alert({ alertname: `N${n}`, severity: 'high', service: `s${n}` })
  desk.fire(...Array.from({ length: 64 }, (_, n) => high(n)))
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Storm: 64 alerts, 1 likely cause',
        body: 'cluster=eu-1 explains 64.',
        is_silent: false,
      },
    },
  ])
  desk.fire(high(100))
  expect(desk.shown()).toEqual([])
  desk.pass(30_000)
  expect(desk.shown()).toEqual(['Storm: 65 alerts, 1 likely cause'])
  desk.pass(7 * 60_000)
  expect(desk.notified()).toMatchObject([
    {
      content: { title: 'Storm over: 03:12–03:17', body: '65 alerts, 0 critical, 65 open.', is_silent: true },
    },
  ])
  desk.fire(high(200))
  expect(desk.shown()).toEqual(['♪ High · N200'])
})

test('no single cause is said when nothing explains 60 %', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(
    ...Array.from({ length: 60 }, (_, n) =>
      desk.alert({ alertname: `N${n}`, severity: 'high', service: `s${n}`, cluster: `c${n % 3}` }),
    ),
  )
  expect(desk.shown()).toEqual(['♪ Storm: 60 alerts, no single cause'])
})

test('a component that is unhealthy is told, and taken back when it is well; a quiet source names its alerts', () => {
  const desk = deskRig()
  desk.meet([desk.alert({ severity: 'high' }, { unconfirmed: true })])
  desk.health({ component: 'store', kind: 'store', status: 'unhealthy', message: 'the disk is full' })
  expect(desk.notified()).toMatchObject([
    { content: { title: 'store is unhealthy', body: 'The disk is full.', urgency: 'critical' } },
  ])
  expect(desk.health({ component: 'store', kind: 'store' })).toMatchObject([
    { type: 'withdraw', key: 'health store' },
  ])
  desk.health({
    component: 'Prometheus us',
    kind: 'source',
    status: 'degraded',
    quiet: true,
    last_seen: formatTime(desk.wall() - 5 * 60_000),
  })
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Prometheus us has gone quiet',
        body: 'Nothing for 5 min. 1 alert is unconfirmed, not resolved.',
      },
    },
  ])
})

test('S12: a heartbeat that does not come is an incident, as it is on the board, and no quiet source', () => {
  const desk = deskRig()
  desk.meet()
  desk.health({
    component: 'Pipeline heartbeat Watchdog',
    kind: 'pipeline',
    status: 'unhealthy',
    quiet: true,
    message: 'Watchdog has not arrived since 03:05',
  })
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Pipeline heartbeat Watchdog is unhealthy',
        body: 'Watchdog has not arrived since 03:05.',
        urgency: 'critical',
      },
      row: { reason: 'unhealthy' },
    },
  ])
})

test('many that came in a short gap are a storm too, not a notification each', () => {
  const desk = deskRig()
  desk.meet()
  desk.freshness('offline', { proofAge: 2_000 })
  desk.fire(
    ...Array.from({ length: 300 }, (_, n) => desk.alert({ severity: 'high', service: `s${n}` })),
    desk.alert({ service: 'critical' }),
  )
  expect(desk.shown()).toEqual([])
  desk.freshness('live')
  while (desk.isBehind()) desk.take({ type: 'tick' })
  expect(
    desk
      .notified()
      .map(({ row }) => row.kind)
      .sort(),
  ).toEqual(['alert', 'storm'])
  expect(desk.rows().filter(({ reason }) => reason === 'in_storm')).toHaveLength(300)
})
