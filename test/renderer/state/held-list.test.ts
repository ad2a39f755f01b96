import type { BoardAlert } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { queueWords } from '../../../src/renderer/features/board/queue-button.tsx'
import { sampleAlert } from '../support/board-parts.ts'
import { boardRig, snapshotOf } from '../support/board-rig.ts'

function named(alertname: string, severity: string, part: Partial<BoardAlert> = {}): BoardAlert {
  return sampleAlert({ fingerprint: alertname, ...part, labels: { alertname, severity, ...part.labels } })
}

const high = named('High', 'high')
const warning = named('Warning', 'warning')
const critical = named('Critical', 'critical')
const taken = { name: 'Priya', at: '2026-11-24T03:01:00.000Z', until: 'resolved' } as const
const over = { status: 'resolved', ends_at: '2026-11-24T03:16:00.000Z', resolved_by: 'sender' } as const

test('without a hold the list follows the board', () => {
  const rig = boardRig(high, warning)
  rig.tell('alert_created', critical)
  expect(rig.lines()).toEqual(['▾ needs', 'Critical', 'High', 'Warning'])
})

describe('while a pointer is in the list', () => {
  test('what is new waits outside, and the queue says how many are critical', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('pointer', true)
    rig.tell('alert_created', critical)
    rig.tell('alert_created', named('Info', 'info'))
    expect(rig.lines()).toEqual(['▾ needs', 'High', 'Warning'])
    expect(rig.board.getState().queue).toEqual({ criticals: 1, others: 1 })
    expect(queueWords(rig.board.getState().queue)).toBe('1 critical, 1 new')
  })

  test('the counters show the critical that the list does not yet', () => {
    const rig = boardRig(high)
    rig.board.hold('pointer', true)
    rig.tell('alert_created', critical)
    expect(rig.board.getState().arrangement?.total.levels.critical).toBe(1)
  })

  test('a row that somebody takes stays where it is, changed', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('pointer', true)
    rig.tell('alert_acknowledged', { ...high, acknowledged_by: taken })
    expect(rig.lines()).toEqual(['▾ needs', 'High', 'Warning'])
    const row = rig.board.getState().items[1]
    expect(row?.kind === 'row' && row.first.acknowledged_by?.name).toBe('Priya')
    expect(rig.board.getState().queue).toEqual({ criticals: 0, others: 0 })
  })

  test('once released, whoever stood on it stands on it where it is now', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('focus', true)
    rig.board.move(1)
    rig.tell('alert_acknowledged', { ...high, acknowledged_by: taken })
    expect(rig.board.targets().map(({ fingerprint }) => fingerprint)).toEqual(['High'])
    rig.board.hold('focus', false)
    expect(rig.lines()).toEqual(['▾ needs', 'Warning', '▾ handled', 'High'])
    expect(rig.board.targets().map(({ fingerprint }) => fingerprint)).toEqual(['High'])
  })

  test('a row that resolves stays, struck through, until released', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('pointer', true)
    rig.tell('alert_resolved', { ...high, ...over })
    expect(rig.lines()).toEqual(['▾ needs', '~High', 'Warning', '▸ resolved'])
    rig.board.hold('pointer', false)
    expect(rig.lines()).toEqual(['▾ needs', 'Warning', '▸ resolved'])
  })

  test('a row that has left the board altogether still stays', () => {
    const rig = boardRig({ ...high, ...over, ends_at: '2026-11-24T03:02:00.000Z' }, warning)
    rig.board.setUnfolded('resolved', true)
    rig.board.hold('pointer', true)
    rig.live.prune(Date.parse('2026-11-24T03:30:00.000Z'))
    expect(rig.lines()).toContain('High')
    rig.board.hold('pointer', false)
    expect(rig.lines()).not.toContain('High')
  })

  test('one more of a group that is shown raises its count in place', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('pointer', true)
    rig.tell('alert_created', { ...high, fingerprint: 'High2' })
    expect(rig.lines()).toEqual(['▾ needs', 'High ×2', 'Warning'])
  })

  test('one more of an opened group waits, for it would push down what is below', () => {
    const two = { ...high, fingerprint: 'High2' }
    const rig = boardRig(high, two, warning)
    const [, row] = rig.board.getState().items
    rig.board.setOpen(row?.id ?? '', true)
    rig.board.hold('pointer', true)
    const before = rig.lines()
    rig.tell('alert_created', { ...high, fingerprint: 'High3' })
    expect(rig.lines()).toEqual(before)
    expect(rig.board.getState().queue.others).toBe(1)
  })

  test('a row that gets worse keeps its place', () => {
    const rig = boardRig(high, warning)
    rig.board.hold('pointer', true)
    rig.tell('alert_updated', { ...warning, level: 'critical', severity: 'critical' })
    expect(rig.lines()).toEqual(['▾ needs', 'High', 'Warning'])
  })

  test('an alert that waits and resolves again waits no more', () => {
    const rig = boardRig(high)
    rig.board.hold('pointer', true)
    rig.tell('alert_created', critical)
    rig.tell('alert_resolved', { ...critical, ...over })
    expect(rig.board.getState().queue).toEqual({ criticals: 0, others: 0 })
  })

  test('one press takes in what waits, and the list is held anew', () => {
    const rig = boardRig(high)
    rig.board.hold('pointer', true)
    rig.tell('alert_created', critical)
    rig.board.takeIn()
    expect(rig.lines()).toEqual(['▾ needs', 'Critical', 'High'])
    expect(rig.board.getState().isHeld).toBe(true)
    rig.tell('alert_created', named('Another', 'critical'))
    expect(rig.lines()).toEqual(['▾ needs', 'Critical', 'High'])
  })

  test('opening a lane shows it as it is now', () => {
    const rig = boardRig(high, named('Hidden', 'warning', { silenced_by: ['s'] }))
    rig.board.hold('pointer', true)
    rig.tell('alert_created', named('Hidden2', 'warning', { silenced_by: ['s'] }))
    rig.board.setUnfolded('suppressed', true)
    expect(rig.lines()).toEqual(['▾ needs', 'High', '▾ suppressed', 'Hidden', 'Hidden2'])
  })
})

test('a selection holds the list as a pointer does', () => {
  const rig = boardRig(high)
  rig.board.toggleSelected(rig.board.getState().items[1]?.id ?? '')
  rig.tell('alert_created', critical)
  expect(rig.lines()).toEqual(['▾ needs', 'High'])
  rig.board.clearSelection()
  expect(rig.lines()).toEqual(['▾ needs', 'Critical', 'High'])
})

test('focus holds on while the pointer leaves', () => {
  const rig = boardRig(high)
  rig.board.hold('pointer', true)
  rig.board.hold('focus', true)
  rig.board.hold('pointer', false)
  rig.tell('alert_created', critical)
  expect(rig.lines()).toEqual(['▾ needs', 'High'])
})

test('a new board is shown at once, held or not: what was held may no longer exist', () => {
  const rig = boardRig(high)
  rig.board.hold('pointer', true)
  rig.server.board(snapshotOf([critical]))
  rig.frame()
  expect(rig.lines()).toEqual(['▾ needs', 'Critical'])
})

test('an empty first lane says so in words', () => {
  const rig = boardRig({ ...high, acknowledged_by: taken })
  expect(rig.lines()).toEqual(['quiet', '▾ handled', 'High'])
})
