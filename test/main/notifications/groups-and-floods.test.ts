import { expect, test } from 'vitest'
import { boardOf, deskRig } from './desk-rig.ts'

test('S22: a group is told once; a replaced pod raises its count and notifies nobody again', () => {
  const desk = deskRig()
  desk.meet()
  const first = desk.alert({ service: 'checkout', pod: 'a' })
  desk.fire(first)
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Critical · PaymentsDown',
        body: 'eu-1 checkout: 3 of 4 targets down. Since 03:12. Nobody has it.',
        urgency: 'critical',
        stays: true,
        buttons: ['Acknowledge', 'Open'],
      },
      row: { reason: 'critical', count: 1, outcome: 'asked' },
    },
  ])
  desk.fire(desk.alert({ service: 'checkout', pod: 'b' }))
  desk.resolve(first)
  expect(desk.shown()).toEqual([])
  expect(desk.rows().filter(({ kind }) => kind === 'alert')).toMatchObject([{ count: 1 }])
})

test('S22: what gets worse is told again, in the place of what was told', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ severity: 'high' }))
  desk.fire(desk.alert({ severity: 'critical' }))
  const [high, critical] = desk.notified()
  expect(high?.row).toMatchObject({ level: 'high', reason: 'high' })
  expect(critical?.row).toMatchObject({ level: 'critical', reason: 'worse', key: high?.row.key })
})

test('S24: a level that rises to critical is told at once, and again when it had eased for a while', () => {
  const desk = deskRig()
  desk.meet()
  const warning = desk.alert({ severity: 'warning' })
  const critical = { ...warning, severity: 'critical', level: 'critical' as const }
  desk.fire(warning)
  expect(desk.shown()).toEqual([])
  desk.change('alert_updated', critical)
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  // To and fro: told once.
  desk.change('alert_updated', warning)
  desk.change('alert_updated', critical)
  expect(desk.shown()).toEqual([])
  desk.change('alert_updated', warning)
  desk.pass(6 * 60_000)
  desk.change('alert_updated', critical)
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  // Somebody has it.
  desk.change('alert_updated', warning)
  desk.pass(6 * 60_000)
  const acknowledged_by = { name: 'Ben', at: '2026-11-24T03:12:00.000Z', until: 'resolved' as const }
  desk.change('alert_updated', { ...critical, acknowledged_by })
  expect(desk.shown()).toEqual([])
})

test('warnings light the badge only, and the inbox says so', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ severity: 'warning' }), desk.alert({ severity: 'odd', service: 'x' }))
  expect(desk.shown()).toEqual([])
  expect(desk.rows().slice(-2)).toMatchObject([
    { decision: 'hold', reason: 'level', level: 'warning' },
    { decision: 'hold', reason: 'level', level: 'unset' },
  ])
})

test('S23: first contact is one summary; nothing old is told, what changes from then on is', () => {
  const desk = deskRig()
  const old = [1, 2, 3].map((n) => desk.alert({ service: `s${n}` }))
  desk.take({ type: 'board', board: boardOf(old), cause: 'start' })
  desk.freshness('live')
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Connected: 3 firing, 3 critical',
        body: 'watch.example.com. You will be told about what changes from now on.',
      },
    },
  ])
  desk.pass(60 * 60_000)
  expect(desk.shown()).toEqual([])
  desk.fire(desk.alert({ service: 's4' }))
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
})

test('S24: five criticals in 60 s on their own, the sixth and later in one living notification within a second', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(...Array.from({ length: 9 }, (_, n) => desk.alert({ alertname: `Down${n}`, service: `s${n}` })))
  const first = desk.notified()
  expect(first.filter(({ row }) => row.kind === 'alert')).toHaveLength(5)
  expect(first.filter(({ row }) => row.kind === 'criticals')).toHaveLength(1)
  const flood = first.at(-1)
  expect(flood?.content.title).toMatch(/^9 critical · newest Down\d eu-1$/)
  expect(flood?.content.body).toMatch(/^Also: Down\d, Down\d, Down\d\. Nobody has 9\.$/)
  expect(desk.rows().filter(({ reason }) => reason === 'in_flood')).toHaveLength(4)

  desk.fire(desk.alert({ alertname: 'Down5', service: 'another' }))
  expect(desk.shown()).toEqual([])
  desk.pass(1_000)
  expect(desk.shown()).toEqual(['10 critical · newest Down5 eu-1'])
  desk.pass(2_500)
  desk.fire(desk.alert({ alertname: 'New', service: 'yet another' }))
  expect(desk.shown()).toEqual(['♪ 11 critical · newest New eu-1'])
})

test('S24: after a quiet minute criticals have notifications of their own again', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(...Array.from({ length: 6 }, (_, n) => desk.alert({ service: `s${n}` })))
  desk.pass(61_000)
  desk.shown()
  desk.fire(desk.alert({ service: 'late' }))
  expect(desk.notified()).toMatchObject([{ row: { kind: 'alert', reason: 'critical' } }])
})

test('S24: a suppressed alert does not notify; once nothing hides it any more, it does', () => {
  const desk = deskRig()
  desk.meet()
  const silenced = desk.alert({}, { silenced_by: ['one'] })
  desk.fire(silenced)
  expect(desk.shown()).toEqual([])
  expect(desk.rows().at(-1)).toMatchObject({ decision: 'hold', reason: 'silenced' })
  desk.change('alert_unsilenced', { ...silenced, silenced_by: [] })
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
})

test('what woke somebody and resolved leaves a silent word in its place', () => {
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({})
  desk.fire(alert)
  desk.shown()
  desk.pass(4 * 60_000)
  desk.resolve(alert)
  expect(desk.notified()).toMatchObject([
    {
      content: { title: 'Resolved after 4 min · PaymentsDown', is_silent: true, urgency: 'low' },
      row: { kind: 'resolved', key: `group ${desk.rows().at(-1)?.group}` },
    },
  ])
})

test('taken by somebody, it leaves the screen; given back by another, it is told again; by oneself, it is not', () => {
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({})
  desk.fire(alert)
  desk.shown()
  const acknowledged_by = { name: 'Priya', at: alert.starts_at, until: 'resolved' as const }
  const taken = desk.change('alert_acknowledged', { ...alert, acknowledged_by }, 'Priya')
  expect(taken).toMatchObject([{ type: 'withdraw', outcome: 'acknowledged' }])
  desk.pass(20 * 60_000)
  expect(desk.shown()).toEqual([])
  desk.change('alert_unacknowledged', alert, 'Priya')
  expect(desk.notified()).toMatchObject([{ row: { reason: 'unacknowledged' } }])
  desk.change('alert_acknowledged', { ...alert, acknowledged_by }, 'Ana')
  desk.change('alert_unacknowledged', alert, 'Ana')
  expect(desk.shown()).toEqual([])
})

test('given back before this person was ever told of it, it is told like any other', () => {
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({})
  const acknowledged_by = { name: 'Priya', at: alert.starts_at, until: 'resolved' as const }
  desk.fire({ ...alert, acknowledged_by })
  expect(desk.shown()).toEqual([])
  desk.change('alert_unacknowledged', alert, 'Priya')
  expect(desk.notified()).toMatchObject([{ row: { kind: 'alert', reason: 'critical' } }])
})

test('criticals that nobody has are repeated every 5 minutes, several in one', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ service: 'a' }))
  desk.shown()
  desk.pass(5 * 60_000)
  expect(desk.shown()).toEqual(['♪ Still critical, 5 min · PaymentsDown'])
  desk.fire(desk.alert({ alertname: 'Other', service: 'b' }))
  desk.shown()
  desk.pass(5 * 60_000)
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Still critical, 10 min · 2 alerts',
        body: 'Nobody has 2. Oldest PaymentsDown, 03:12.',
      },
    },
  ])
})

test('sounds never overlap: one in 3 s, unless it is worse', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ severity: 'high', service: 'a' }))
  desk.fire(desk.alert({ severity: 'high', service: 'b' }))
  desk.fire(desk.alert({ severity: 'critical', service: 'c' }))
  desk.fire(desk.alert({ severity: 'critical', service: 'd' }))
  expect(desk.notified().map(({ content }) => content.is_silent)).toEqual([false, true, false, true])
})
