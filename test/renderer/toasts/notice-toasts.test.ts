import { type Board, type Event, fromSnapshot, type Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import {
  isStillSo,
  noticeToasts,
  settledNotices,
} from '../../../src/renderer/features/toasts/notice-toasts.ts'
import { snapshotOf } from '../support/board-rig.ts'

const notice = (data: object): Event =>
  ({ type: 'system_notification', source: 'system', data }) as unknown as Event
const told = { me: 'Ben', now: Date.parse('2026-11-24T03:16:07.000Z') }
const about = {
  by: 'Ana',
  comment: 'deploy',
  ends_at: '2026-11-24T05:16:07.000Z',
  count: 412,
  firing: 470,
  critical: 2,
  critical_names: 'PaymentsDown, SearchDown',
}
const wide = {
  level: 'warning',
  message: 'Ana silenced …',
  kind: 'silence_hides_much',
  silence: '0b1c2d3e-0000-4000-8000-000000000000',
}

test('what the server tells people is worded here, and the silence that it speaks of can be opened', () => {
  const [toast] = noticeToasts([notice({ ...wide, about })], told)
  expect(toast?.text.join('')).toMatch(/^Ana silenced 412 of 470 firing alerts until \d\d:16: deploy\.$/)
  expect(toast).toMatchObject({
    kind: 'error',
    detail: '2 critical: PaymentsDown, SearchDown',
    key: `silence_hides_much ${wide.silence}`,
  })
  expect(toast?.actions.map(({ label }) => label)).toEqual(['Open'])
  expect(noticeToasts([notice({ level: 'info', message: 'by the way' })], told)).toEqual([
    { kind: 'result', text: ['by the way.'], actions: [] },
  ])
  expect(noticeToasts([{ ...notice({}), source: 'alert_processor' } as unknown as Event], told)).toEqual([])
})

test('whoever did it is not told of it, but is of its end', () => {
  const mine = { me: 'Ana', now: told.now }
  expect(noticeToasts([notice({ ...wide, about })], mine)).toEqual([])
  expect(noticeToasts([notice({ ...wide, kind: 'silence_ends', about })], mine)).toHaveLength(1)
})

test('what was told of a silence ends with it, with another end, or when it waits for nobody any more', () => {
  const silence: Silence = {
    id: 's1',
    state: 'active',
    matchers: [],
    starts_at: '2026-11-24T03:00:00.000Z',
    ends_at: about.ends_at,
    updated_at: '2026-11-24T03:00:00.000Z',
    created_by: 'Ana',
    comment: 'deploy',
    annotations: {},
  }
  const warned = { ...silence, end_told: silence.ends_at }
  const settled = (data: Silence) =>
    settledNotices({ source: 'silence_manager', data } as unknown as Parameters<typeof settledNotices>[0])
  expect(settled(warned)).toEqual(['silence_proposed s1'])
  expect(settled(silence)).toEqual(['silence_ends s1', 'silence_proposed s1'])
  expect(settled({ ...warned, state: 'expired' })).toEqual([
    'silence_ends s1',
    'silence_hides_much s1',
    'silence_proposed s1',
    'silence_confirmed s1',
  ])
  // A board that took the place of the one before says the same.
  const board = fromSnapshot({ ...snapshotOf([]), silences: [{ ...warned, sequence: 1 }] })
  expect(
    [
      'silence_ends s1',
      'silence_hides_much s1',
      'silence_hides_much s2',
      'silence_proposed s1',
      'alert x',
    ].map((key) => isStillSo(key, board as Board)),
  ).toEqual([true, true, false, false, true])
})
