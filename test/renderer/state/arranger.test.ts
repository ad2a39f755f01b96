import type { BoardAlert } from '@watchfloor/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrangement, createArranger } from '../../../src/renderer/state/arranger.ts'
import { groupTitle } from '../../../src/renderer/state/grouping.ts'
import { EVERYTHING, type View } from '../../../src/renderer/state/view.ts'
import { LANES } from '../../../src/shared/lanes.ts'
import { sampleAlert } from '../support/board-parts.ts'

function boardOf(...alerts: readonly BoardAlert[]): Map<string, BoardAlert> {
  return new Map(alerts.map((alert) => [alert.fingerprint, alert]))
}

function arrange(
  alerts: ReadonlyMap<string, BoardAlert>,
  view: Partial<View> = {},
  name: string | null = null,
) {
  return createArranger().reset(alerts, { ...EVERYTHING, ...view }, name)
}

function names({ lanes }: Arrangement, lane: 'needs' | 'resolved' = 'needs'): string[] {
  return lanes[lane].map((row) => row.first.alertname)
}

function named(
  alertname: string,
  severity: string,
  started: string,
  part: Partial<BoardAlert> = {},
): BoardAlert {
  const labels = { alertname, severity }
  const starts_at = `2026-11-24T${started}:00.000Z`
  return sampleAlert({ ...part, fingerprint: `${alertname}${started}`, labels, starts_at })
}

test('rows stand worst first, then newest; unset counts as a warning', () => {
  const board = boardOf(
    named('OldWarning', 'warning', '01:00'),
    named('Unmapped', 'urgent', '02:00'),
    named('Info', 'info', '03:00'),
    named('OldCritical', 'critical', '00:00'),
    named('NewCritical', 'critical', '03:00'),
    named('High', 'high', '03:00'),
  )
  expect(names(arrange(board))).toEqual([
    'NewCritical',
    'OldCritical',
    'High',
    'Unmapped',
    'OldWarning',
    'Info',
  ])
})

test('what resolved last stands first', () => {
  const over = { status: 'resolved' as const }
  const board = boardOf(
    named('First', 'critical', '01:00', { ...over, ends_at: '2026-11-24T03:01:00.000Z' }),
    named('Last', 'info', '01:00', { ...over, ends_at: '2026-11-24T03:09:00.000Z' }),
  )
  expect(names(arrange(board), 'resolved')).toEqual(['Last', 'First'])
})

test.each([
  ['newest', ['C', 'B', 'A']],
  ['oldest', ['A', 'B', 'C']],
  ['name', ['A', 'B', 'C']],
] as const)('sorted by %s', (sort, expected) => {
  const board = boardOf(
    named('B', 'info', '02:00'),
    named('C', 'warning', '03:00'),
    named('A', 'critical', '01:00'),
  )
  expect(names(arrange(board, { sort }))).toEqual(expected)
})

describe('S22: the unit of attention is the group', () => {
  const pod = (index: number, part: Partial<BoardAlert> = {}): BoardAlert =>
    sampleAlert({ ...part, fingerprint: `pod${index}`, labels: { pod: `p-${index}` } })

  test('alerts of one group in one lane are one row, as old as the oldest', () => {
    const board = boardOf(pod(1, { starts_at: '2026-11-24T02:00:00.000Z' }), pod(2), pod(3))
    const { lanes } = arrange(board)
    expect(lanes.needs).toHaveLength(1)
    expect(lanes.needs[0]?.alerts).toHaveLength(3)
    expect(lanes.needs[0]?.started).toBe(Date.parse('2026-11-24T02:00:00.000Z'))
  })

  test('a replaced pod raises the count and moves nothing', () => {
    const arranger = createArranger()
    const before = arranger.reset(boardOf(pod(1), named('Other', 'high', '02:30')), EVERYTHING, null)
    const after = arranger.update(boardOf(pod(1), named('Other', 'high', '02:30'), pod(2)), ['pod2'])
    expect(after.lanes.needs.map(({ id }) => id)).toEqual(before.lanes.needs.map(({ id }) => id))
  })

  test('one that is taken leaves its group for the lane of those being handled', () => {
    const taken = pod(2, {
      acknowledged_by: { name: 'Priya', at: '2026-11-24T03:01:00.000Z', until: 'resolved' },
    })
    const { lanes, total } = arrange(boardOf(pod(1), taken))
    expect(lanes.needs[0]?.alerts).toHaveLength(1)
    expect(lanes.handled[0]?.alerts).toHaveLength(1)
    expect(total.owners.get('Priya')).toBe(1)
  })

  test('without grouping every alert has its row', () => {
    expect(arrange(boardOf(pod(1), pod(2)), { group: 'alert' }).lanes.needs).toHaveLength(2)
  })

  test('by a label, what has the same value has one row, and what has none another', () => {
    const at = (n: number, rack?: string): BoardAlert => {
      const alert = pod(n)
      return rack === undefined ? alert : { ...alert, labels: { ...alert.labels, rack } }
    }
    const board = boardOf(at(1, 'r7'), at(2, 'r7'), at(3, 'r8'), at(4))
    const rows = arrange(board, { group: 'label:rack' }).lanes.needs
    expect(rows.map(({ first, alerts }) => [groupTitle(first, 'rack'), alerts.length]).sort()).toEqual([
      ['no rack', 1],
      ['r7', 2],
      ['r8', 1],
    ])
    expect(arrange(board, { group: 'label:constructor' }).lanes.needs).toHaveLength(1)
  })
})

test('counts are of alerts: shown through the view, total on the board', () => {
  const board = boardOf(
    named('A', 'critical', '01:00'),
    named('B', 'warning', '01:00'),
    named('C', 'critical', '01:00', { silenced_by: ['s'] }),
  )
  const { shown, total } = arrange(board, { levels: ['warning'] })
  expect(shown.firing).toBe(1)
  expect(total.firing).toBe(3)
  expect(total.levels.critical).toBe(2)
  expect(total.criticalsAlone).toBe(1)
  expect(total.suppressed.silenced).toBe(1)
})

test('following changes gives the same board as arranging it anew', () => {
  const anAlert = fc.record({
    n: fc.integer({ min: 0, max: 14 }),
    severity: fc.constantFrom('critical', 'high', 'warning', 'info', 'odd'),
    minute: fc.integer({ min: 10, max: 59 }),
    fate: fc.constantFrom('firing', 'resolved', 'taken', 'silenced', 'unconfirmed', 'gone'),
  })
  fc.assert(
    fc.property(fc.array(fc.array(anAlert, { maxLength: 6 }), { maxLength: 12 }), (frames) => {
      const board = new Map<string, BoardAlert>()
      const arranger = createArranger()
      let followed = arranger.reset(board, EVERYTHING, null)
      for (const frame of frames) {
        const changed = new Set<string>()
        for (const { n, severity, minute, fate } of frame) {
          const fingerprint = `f${n}`
          changed.add(fingerprint)
          if (fate === 'gone') board.delete(fingerprint)
          else board.set(fingerprint, fated(fingerprint, n, severity, minute, fate))
        }
        followed = arranger.update(board, changed)
      }
      const anew = arrange(board)
      for (const lane of LANES) {
        const shape = ({ lanes }: Arrangement) =>
          lanes[lane].map(({ id, alerts, started, level }) => [
            id,
            alerts.map((a) => a.fingerprint),
            started,
            level,
          ])
        expect(shape(followed)).toEqual(shape(anew))
      }
      expect(followed.total).toEqual(anew.total)
      expect(followed.shown).toEqual(anew.shown)
    }),
  )
})

function fated(fingerprint: string, n: number, severity: string, minute: number, fate: string): BoardAlert {
  return sampleAlert({
    fingerprint,
    labels: { alertname: `Alert${n % 3}`, severity, pod: `p-${n}` },
    starts_at: `2026-11-24T02:${minute}:00.000Z`,
    ...(fate === 'resolved' && { status: 'resolved', ends_at: '2026-11-24T03:01:00.000Z' }),
    ...(fate === 'taken' && {
      acknowledged_by: { name: 'Priya', at: '2026-11-24T03:01:00.000Z', until: 'resolved' },
    }),
    silenced_by: fate === 'silenced' ? ['s'] : [],
    unconfirmed: fate === 'unconfirmed',
  })
}
