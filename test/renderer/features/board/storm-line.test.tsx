import { act, fireEvent, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { PulseStrip } from '../../../../src/renderer/features/board/pulse-strip.tsx'
import { LabelList } from '../../../../src/renderer/features/rail/label-list.tsx'
import type { BoardStorm } from '../../../../src/renderer/state/storm-line.ts'
import { useViewOfPlace } from '../../../../src/renderer/state/view-place.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { liveFreshness } from '../../support/fake-bridge.ts'
import { deskState } from '../../support/fake-desk.ts'

const NOW = Date.parse('2026-11-24T21:10:00.000Z')
const STORM: BoardStorm = {
  since: NOW - 12 * 60_000,
  alerts: 2_000,
  criticals: 5,
  hidden: 0,
  cause: { name: 'rack', value: 'rack-7', count: 1_818 },
  where: '',
}
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function Strip(): ReactNode {
  useViewOfPlace()
  return (
    <>
      <PulseStrip timeline={() => null} />
      <LabelList />
    </>
  )
}

function show(): DeskScreen {
  const desk = showOnDesk(NOW, deskState(), () => <Strip />)
  const of = (n: number, severity: string) =>
    sampleAlert({
      fingerprint: `${n}`.padStart(16, '0'),
      labels: { severity, rack: 'rack-7', service: `s${n}` },
    })
  act(() => {
    desk.server.board(snapshotOf([of(1, 'critical'), of(2, 'warning'), of(3, 'warning')]))
    desk.server.freshness(liveFreshness(0, NOW))
  })
  shown = desk
  return desk
}
const query = () => decodeURIComponent(location.hash)

test('the storm says since when it is, what explains it and what is apart; both acts are one press away', () => {
  const { watchfloor } = show()
  expect(screen.queryByRole('group', { name: 'Storm' })).toBeNull()
  act(() => watchfloor.overview.setState({ storm: STORM }))
  const line = screen.getByRole('group', { name: 'Storm' })
  expect(line.textContent).toMatch(/^2,000 since .*\d\d:\d\d · rack-7 explains 1,818 · 5 criticals apart/)
  fireEvent.click(screen.getByRole('button', { name: 'Show only rack-7' }))
  expect(query()).toBe('#/?filter=rack="rack-7"')
  fireEvent.click(screen.getByRole('button', { name: 'Show more than rack-7' }))
  expect(query()).toBe('#/')
  fireEvent.click(screen.getByRole('button', { name: 'Silence rack-7, but no criticals' }))
  expect(query()).toBe('#/silences/new?filter=rack="rack-7"&filter=severity="warning"')
  expect([...watchfloor.screen.meant]).toEqual(['0000000000000002', '0000000000000003'])
})

test('a storm without a single cause offers nothing that would be of one', () => {
  const { watchfloor } = show()
  act(() => watchfloor.overview.setState({ storm: { ...STORM, cause: null } }))
  expect(screen.getByText(/no single cause/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Silence/ })).toBeNull()
})

test('a press on a frequent value shows only what has it, and another one everything', () => {
  const { watchfloor } = show()
  const values = [{ name: 'rack', value: 'rack-7', count: 1_818 }]
  act(() => watchfloor.overview.setState({ top: { values, names: ['rack'] } }))
  const value = screen.getByRole('button', { name: /^rack="rack-7", 1818 alerts/ })
  fireEvent.click(value)
  expect(query()).toBe('#/?filter=rack="rack-7"')
  expect(value.getAttribute('aria-pressed')).toBe('true')
  fireEvent.click(value)
  expect(query()).toBe('#/')
})

test('big numbers are what needs somebody; criticals that somebody has stay in sight', () => {
  const { server } = show()
  const acknowledged_by = { name: 'Priya', at: '2026-11-24T21:00:00.000Z', until: 'resolved' as const }
  const critical = (n: number, part = {}) =>
    sampleAlert({ fingerprint: `${n}`, labels: { severity: 'critical', service: `c${n}` }, ...part })
  act(() =>
    server.board(
      snapshotOf([critical(1), critical(2, { acknowledged_by }), critical(3, { silenced_by: ['s'] })]),
    ),
  )
  expect(screen.getByRole('button', { name: /^3 critical, 1 of them need/ }).textContent).toBe('1of 3')
  expect(screen.getByText('3 critical: 1 taken, 1 hidden, 1 nobody’s')).toBeTruthy()
})
