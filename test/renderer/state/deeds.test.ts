import type { BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { type BoardStore, createBoardStore } from '../../../src/renderer/state/board-store.ts'
import { createDeeds, type DeedStore } from '../../../src/renderer/state/deeds.ts'
import { createLiveStore } from '../../../src/renderer/state/live-store.ts'
import { sampleAlert, sampleSilence } from '../support/board-parts.ts'
import { NOW, snapshotOf } from '../support/board-rig.ts'
import { type AlertEventType, fakeServer } from '../support/fake-bridge.ts'

function named(alertname: string, severity: string, part: Partial<BoardAlert> = {}): BoardAlert {
  return sampleAlert({ fingerprint: alertname, ...part, labels: { alertname, severity, ...part.labels } })
}
const high = named('High', 'high')
const warning = named('Warning', 'warning')
const takenBy = (name: string): Partial<BoardAlert> => ({
  acknowledged_by: { name, at: '2026-11-24T03:01:00.000Z', until: 'resolved' },
})

interface Rig {
  readonly board: BoardStore
  readonly deeds: DeedStore
  tell(type: AlertEventType, alert: BoardAlert, by?: string): void
  pass(milliseconds: number): void
  /** The lanes, and what each row says that somebody did. */
  lines(): string[]
}

function rig(...alerts: readonly BoardAlert[]): Rig {
  let clock = 0
  let due: { readonly at: number; readonly run: () => void }[] = []
  const server = fakeServer(() => NOW)
  const live = createLiveStore({ bridge: server.bridge, monotonic: () => clock, nextFrame: (run) => run() })
  const deeds = createDeeds({
    me: () => 'Ana',
    silences: () => live.getState().board?.silences ?? new Map(),
    monotonic: () => clock,
    after: (milliseconds, run) => {
      const one = { at: clock + milliseconds, run }
      due.push(one)
      return () => {
        due = due.filter((other) => other !== one)
      }
    },
  })
  const board = createBoardStore(live, deeds)
  server.board({ ...snapshotOf(alerts), silences: [sampleSilence({ id: 's1', created_by: 'Tom' })] })
  return {
    board,
    deeds,
    tell: (type, alert, by) => {
      const event = server.change(type, alert)
      server.events([by === undefined ? event : ({ ...event, data: { ...event.data, by } } as typeof event)])
    },
    pass: (milliseconds) => {
      clock += milliseconds
      const now = due.filter(({ at }) => at <= clock)
      due = due.filter(({ at }) => at > clock)
      for (const { run } of now) run()
    },
    lines: () =>
      board.getState().items.map((item) => {
        if (item.kind === 'lane') return `▾ ${item.lane}`
        if (item.kind === 'quiet') return 'quiet'
        const { first } = item.kind === 'row' ? item : item.row
        const deed = deeds.getState().deeds.get(first.fingerprint)
        return deed === undefined ? first.alertname : `${first.alertname}: ${deed.text}`
      }),
  }
}

test('what somebody else takes says who, where it was, for some seconds; then it stands where it belongs', () => {
  const { tell, lines, pass } = rig(high, warning)
  tell('alert_acknowledged', { ...high, ...takenBy('Priya') }, 'Priya')
  const said = ['▾ needs', 'High: Priya took it', 'Warning', '▾ handled', 'High: Priya took it']
  expect(lines()).toEqual(said)
  pass(5_000)
  expect(lines()).toEqual(said)
  pass(5_000)
  expect(lines()).toEqual(['▾ needs', 'Warning', '▾ handled', 'High'])
})

test('the row that stays is the alert as it is now, so that nobody takes what somebody has', () => {
  const { tell, board } = rig(high, warning)
  tell('alert_acknowledged', { ...high, ...takenBy('Priya') }, 'Priya')
  const row = board.getState().items[1]
  expect(row?.kind === 'row' && row.first.acknowledged_by?.name).toBe('Priya')
})

test('of what one did oneself nobody tells', () => {
  const { tell, lines } = rig(high, warning)
  tell('alert_acknowledged', { ...high, ...takenBy('Ana') }, 'Ana')
  expect(lines()).toEqual(['▾ needs', 'Warning', '▾ handled', 'High'])
})

test('a hand-over, a return and a silence say who as well', () => {
  const { tell, lines } = rig({ ...high, ...takenBy('Priya') }, warning)
  tell('alert_acknowledged', { ...high, ...takenBy('Ana') }, 'Priya')
  expect(lines()).toContain('High: Priya handed it to you')
  tell('alert_unacknowledged', high, 'Priya')
  expect(lines()).toEqual([
    '▾ needs',
    'High: Priya gave it back',
    'Warning',
    '▾ handled',
    'High: Priya gave it back',
  ])
  tell('alert_silenced', { ...warning, silenced_by: ['s1'] })
  expect(lines()).toContain('Warning: Tom silenced it')
})

test('what is looked at does not move when the time is over', () => {
  const { tell, lines, pass, board } = rig(high, warning)
  tell('alert_acknowledged', { ...high, ...takenBy('Priya') }, 'Priya')
  board.hold('focus', true)
  pass(10_000)
  expect(lines().slice(0, 3)).toEqual(['▾ needs', 'High', 'Warning'])
  board.hold('focus', false)
  expect(lines().slice(0, 2)).toEqual(['▾ needs', 'Warning'])
})

test('an act on a whole storm leaves no thousand rows behind', () => {
  const many = Array.from({ length: 50 }, (_, index) => named(`A${index}`, 'high'))
  const { tell, board } = rig(...many)
  for (const alert of many) tell('alert_acknowledged', { ...alert, ...takenBy('Priya') }, 'Priya')
  const needs = board.getState().items.filter((item) => item.kind === 'row' && item.lane === 'needs')
  expect(needs).toHaveLength(20)
})
