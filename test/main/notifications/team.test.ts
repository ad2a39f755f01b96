import type { Acknowledgement, Alert } from '@watchfloor/contract'
import { formatTime } from '@watchfloor/contract'
import { beforeEach, expect, test } from 'vitest'
import { boardOf, deskRig } from './desk-rig.ts'

type Rig = ReturnType<typeof deskRig>

let rig: Rig
beforeEach(() => {
  rig = deskRig()
  rig.meet()
})

const MINUTE = 60_000
const heldBy = (alert: Alert, name: string, more: Partial<Acknowledgement> = {}): Alert => ({
  ...alert,
  acknowledged_by: { name, at: formatTime(rig.wall()), until: 'resolved', ...more },
})
const offer = (name: string) => ({
  offered_to: { name, at: formatTime(rig.wall()), lapses_at: formatTime(rig.wall() + 15 * MINUTE) },
})
const offerAll = (alerts: readonly Alert[], name: string): void => {
  const events = alerts.map((alert) =>
    rig.event('alert_offered', heldBy(alert, 'Priya', offer(name)), 'Priya'),
  )
  rig.take({ type: 'events', events })
}
const told = () =>
  rig
    .notified()
    .map(({ content: { title, body, buttons, is_silent } }) => ({ title, body, buttons, is_silent }))

test('S37: what is offered to this desk’s person is told, with a sound, and can be accepted from there', () => {
  const alert = rig.alert({})
  rig.change('alert_acknowledged', heldBy(alert, 'Priya'), 'Priya')
  rig.effects.splice(0)
  rig.change('alert_offered', heldBy(alert, 'Priya', offer('ana')), 'Priya')
  expect(told()).toEqual([
    {
      title: 'Priya hands over to you · PaymentsDown',
      body: 'eu-1. Accept by 03:27, else Priya keeps it.',
      buttons: ['Accept', 'Open'],
      is_silent: false,
    },
  ])
  const [row] = rig.rows().filter(({ kind }) => kind === 'handover')
  expect(row?.alerts).toEqual([{ fingerprint: alert.fingerprint, life: alert.life }])
  rig.change('alert_acknowledged', heldBy(alert, 'Ana'), 'Ana')
  expect(rig.effects).toContainEqual({ type: 'withdraw', key: 'handover', row: null, outcome: 'withdrawn' })
})

test('S37: what is offered to somebody else is none of this desk’s; and of many alerts one notification speaks', () => {
  const alerts = ['a', 'b', 'c'].map((pod) => rig.alert({ pod }))
  offerAll(alerts, 'Tom')
  expect(told()).toEqual([])
  offerAll(alerts, 'Ana')
  expect(told().map(({ title }) => title)).toEqual(['Priya hands over to you · 3 alerts'])
})

test('S37: whoever believes to have handed it over, and has it still, is told with a sound; who has not, without', () => {
  const alert = rig.alert({})
  rig.change('alert_offered', heldBy(alert, 'Ana', offer('Tom')), 'Ana')
  expect(told()).toEqual([])
  rig.change('alert_offer_ended', heldBy(alert, 'Ana'), 'Tom')
  rig.pass(4_000)
  rig.change('alert_offered', heldBy(alert, 'Ana', offer('Tom')), 'Ana')
  rig.change('alert_acknowledged', heldBy(alert, 'Tom'), 'Tom')
  expect(told().map(({ title, body, is_silent }) => [title, body, is_silent])).toEqual([
    ['Tom declined PaymentsDown', 'You still have it.', false],
    ['Tom accepted PaymentsDown', 'They have it now.', true],
  ])
})

test('S38: its owner is asked without a sound, once, and answers from there', () => {
  const alert = rig.alert({})
  const asked = heldBy(alert, 'Ana', {
    asked_at: formatTime(rig.wall()),
    returns_at: formatTime(rig.wall() + 600 * MINUTE),
  })
  rig.change('alert_asked', asked)
  expect(told()).toEqual([
    {
      title: 'Still on it? · PaymentsDown',
      body: 'eu-1. Without an answer it is everybody’s at 13:12.',
      buttons: ['Still on it', 'Open'],
      is_silent: true,
    },
  ])
  rig.change('alert_updated', asked)
  expect(told()).toEqual([])
  rig.change('alert_acknowledged', heldBy(alert, 'Ana'), 'Ana')
  expect(rig.effects).toContainEqual({
    type: 'withdraw',
    key: 'still_on_it',
    row: null,
    outcome: 'withdrawn',
  })
})

test('S37: a pause, and a board that lies in front, hold it back with their reason; a restart tells it no second time', () => {
  const alert = rig.alert({})
  const offered = heldBy(alert, 'Priya', offer('Ana'))
  rig.set({ in_front: true })
  rig.change('alert_offered', offered, 'Priya')
  expect(told()).toEqual([])
  expect(rig.rows().map(({ kind, reason }) => [kind, reason])).toContainEqual(['handover', 'in_front'])

  const again = deskRig({ rows: rig.rows(), saved: boardOf([offered]) })
  again.freshness('live')
  again.effects.splice(0)
  again.change('alert_updated', offered)
  expect(again.rows().filter(({ kind }) => kind === 'handover')).toEqual([])
})
