import { expect, test } from 'vitest'
import { deskRig } from './desk-rig.ts'

const MANY = 1_000

function criticals(desk: ReturnType<typeof deskRig>, flapping = 0) {
  return Array.from({ length: MANY }, (_, n) => desk.alert({ service: `s${n}` }, { flapping }))
}

test('after a gap a thousand groups are decided about in turns; what speaks of them all waits for the last', () => {
  const desk = deskRig()
  desk.meet()
  desk.pass(60_000)
  desk.freshness('offline')
  desk.freshness('catching_up')
  desk.fire(...criticals(desk))
  expect(desk.isBehind()).toBe(true)
  expect(desk.shown()).toEqual([])
  const atOnce = desk.freshness('live')
  expect(atOnce.filter(({ type }) => type === 'notify')).toHaveLength(5)
  expect(atOnce.length).toBeLessThan(500)
  expect(desk.isBehind()).toBe(true)
  desk.shown()
  desk.pass(100)
  expect(desk.isBehind()).toBe(false)
  expect(desk.shown()).toEqual(['1,000 critical · newest PaymentsDown eu-1'])
  const rows = desk.rows().filter(({ kind }) => kind === 'alert')
  expect(new Set(rows.map(({ group }) => group)).size).toBe(MANY)
})

test('an alert that begins while others are still decided about is told at once, and none is told twice', () => {
  const desk = deskRig()
  desk.meet()
  desk.freshness('offline')
  desk.freshness('catching_up')
  const many = criticals(desk)
  desk.fire(...many)
  desk.freshness('live')
  const [, , ...others] = many
  desk.resolve(...others)
  desk.shown()
  desk.fire(desk.alert({ alertname: 'Late', service: 'late' }))
  desk.pass(70_000)
  const rows = desk.rows().filter(({ kind, decision }) => kind === 'alert' && decision !== 'hold')
  expect(new Set(rows.map(({ group }) => group)).size).toBe(rows.length)
  expect(rows).toContainEqual(expect.objectContaining({ title: 'Critical · Late', reason: 'in_flood' }))
  expect(desk.isBehind()).toBe(false)
})

test('S24: a thousand criticals that flap are a flood too: there is no notification that each could replace', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(...criticals(desk, 3))
  expect(desk.notified().map(({ row }) => row.kind)).toEqual([
    ...Array.from({ length: 5 }, () => 'alert'),
    'criticals',
  ])
})

test('S24: what a storm stood for and turns critical counts as a new critical', () => {
  const desk = deskRig()
  desk.meet()
  const high = Array.from({ length: 60 }, (_, n) => desk.alert({ severity: 'high', service: `s${n}` }))
  desk.fire(...high)
  desk.shown()
  desk.fire(...high.map((_, n) => desk.alert({ service: `s${n}` })))
  expect(desk.notified().map(({ row }) => row.kind)).toEqual([
    ...Array.from({ length: 5 }, () => 'alert'),
    'criticals',
  ])
})
