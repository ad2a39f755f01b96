import type { AlertHistory } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { historyLines } from '../../../../src/renderer/features/detail/history-lines.ts'
import { sampleAlert } from '../../support/board-parts.ts'

type Logged = AlertHistory['events'][number]

function logged(type: Logged['type'], minute: number, part: Partial<Logged['data']> = {}): Logged {
  const { sequence: _, ...alert } = sampleAlert()
  const timestamp = `2026-11-24T03:${String(minute).padStart(2, '0')}:00.000Z`
  return {
    type,
    source: 'alert_processor',
    id: `${type} ${minute}`,
    timestamp,
    epoch: 'e',
    sequence: minute + 1,
    data: { ...alert, ...part },
  }
}

const texts = (events: readonly Logged[]): readonly string[] => historyLines(events).map(({ text }) => text)

test('S2: an end by timeout is never told as a resolve', () => {
  expect(texts([logged('alert_resolved', 9, { status: 'resolved', resolved_by: 'timeout' })])).toEqual([
    'Ended by timeout: nobody said that it is over',
  ])
  expect(
    texts([logged('alert_resolved', 9, { status: 'resolved', resolved_by: 'person', by: 'Ana' })]),
  ).toEqual(['Resolved by Ana'])
})

test('S5: becoming unconfirmed and being confirmed again are told as such', () => {
  const events = [
    logged('alert_updated', 3),
    logged('alert_updated', 2, { unconfirmed: true }),
    logged('alert_created', 1),
  ]
  expect(texts(events)).toEqual([
    'Confirmed again by its source',
    'Unconfirmed: its source went quiet',
    'Began, as high',
  ])
})

test('an update names what changed', () => {
  const events = [
    logged('alert_updated', 2, { annotations: { summary: 'worse' } }),
    logged('alert_created', 1),
  ]
  expect(texts(events)[0]).toBe('Changed: summary')
})

test('S10: many firings and resolves in a row are one line that says from when to when', () => {
  const flaps = Array.from({ length: 8 }, (_, i) =>
    logged(i % 2 === 0 ? 'alert_resolved' : 'alert_firing', 19 - i, { resolved_by: 'sender' }),
  )
  const [first, second] = historyLines([...flaps, logged('alert_created', 1)])
  expect(first?.text).toBe('4 flaps')
  expect(first && (first.at - first.from) / 60_000).toBe(7)
  expect(second?.text).toBe('Began, as high')
})

test('an acknowledgement is told with its owner and note', () => {
  const acknowledged_by = {
    name: 'Priya',
    at: '2026-11-24T03:02:00.000Z',
    until: 'resolved',
    note: 'on it',
  } as const
  expect(texts([logged('alert_acknowledged', 2, { acknowledged_by, by: 'Priya' })])).toEqual([
    'Acknowledged by Priya: “on it”',
  ])
})

test('S8: where it is the meaning of a severity that changed, that is told', () => {
  const was = { severity: 'tier0', level: 'unset' } as const
  const now = { severity: 'tier0', level: 'critical', was, by: 'Ana' } as const
  expect(texts([logged('alert_updated', 2, now)])).toEqual([
    'Now Critical, was Unset: tier0 was mapped by Ana',
  ])
})
