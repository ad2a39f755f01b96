import { expect, test } from 'vitest'
import { type DecidingView, decidingView } from '../../../src/shared/saved-views.ts'
import { deskRig } from './desk-rig.ts'

const view = (query: string): DecidingView | null =>
  decidingView([{ id: 'v1', name: 'Payments', query }], 'v1', 'Ana')
const PAYMENTS = view('filter=service%3D"payments"')

test('S39: what is outside the view is held back with that reason, criticals too; what is in it is told', () => {
  const desk = deskRig({ circumstances: { view: PAYMENTS } })
  desk.meet()
  desk.fire(desk.alert({ service: 'search' }), desk.alert({ service: 'payments' }))
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  expect(desk.rows().filter(({ decision }) => decision === 'hold')).toMatchObject([
    { reason: 'outside_view', level: 'critical' },
  ])
})

test('S39: when another view decides, what was held back and still needs somebody is told', () => {
  const desk = deskRig({ circumstances: { view: PAYMENTS } })
  desk.meet()
  const gone = desk.alert({ service: 'gone' })
  desk.fire(desk.alert({ service: 'search' }), gone)
  desk.resolve(gone)
  expect(desk.shown()).toEqual([])
  desk.set({ view: null })
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
})

test('S39: a storm outside the view is none', () => {
  const desk = deskRig({ circumstances: { view: PAYMENTS } })
  desk.meet()
  desk.fire(...Array.from({ length: 60 }, (_, n) => desk.alert({ severity: 'high', service: `s${n}` })))
  expect(desk.shown()).toEqual([])
})

test('S28: a view that cannot be read tells nothing more than it would', () => {
  const desk = deskRig({ circumstances: { view: view('filter=service%3D~"("') } })
  desk.meet()
  desk.fire(desk.alert({ service: 'payments' }))
  expect(desk.shown()).toEqual([])
  expect(desk.rows()).toMatchObject([{}, { reason: 'outside_view' }])
})
