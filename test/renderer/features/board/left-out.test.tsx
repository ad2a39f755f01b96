import { act, screen } from '@testing-library/react'
import type { BoardAlert, LeftOut } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { TopBar } from '../../../../src/renderer/app/top-bar.tsx'
import { useDocumentTitle } from '../../../../src/renderer/app/use-document-title.ts'
import { LaneWords } from '../../../../src/renderer/features/board/lane-line.tsx'
import { PulseStrip } from '../../../../src/renderer/features/board/pulse-strip.tsx'
import { QuietBlock } from '../../../../src/renderer/features/board/quiet-block.tsx'
import { LANES } from '../../../../src/shared/lanes.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { liveFreshness } from '../../support/fake-bridge.ts'
import { deskState } from '../../support/fake-desk.ts'

const NOW = new Date(2026, 10, 24, 23, 10).getTime()
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function Words(): ReactNode {
  useDocumentTitle()
  return (
    <>
      <TopBar />
      <PulseStrip timeline={() => null} />
      {LANES.map((lane) => (
        <p key={lane} data-testid={lane}>
          <LaneWords head={{ kind: 'lane', id: `lane:${lane}`, lane, foldable: false, folded: false }} />
        </p>
      ))}
      <div data-testid="quiet">
        <QuietBlock top={0} index={1} />
      </div>
    </>
  )
}

const critical = sampleAlert({ labels: { alertname: 'Down', severity: 'critical' }, level: 'critical' })
const some: LeftOut = { critical: 3, high: 0, warning: 12_345, info: 0, unset: 0 }

function show(left_out: LeftOut, ...alerts: readonly BoardAlert[]): DeskScreen {
  const desk = showOnDesk(NOW, deskState(), () => <Words />)
  act(() => {
    desk.server.board({ ...snapshotOf(alerts), left_out })
    desk.server.freshness(liveFreshness(0, NOW))
  })
  shown = desk
  return desk
}

const text = (id: string): string => screen.getByTestId(id).textContent ?? ''

test('a board that leaves alerts out says so at its counters, its lanes and in the title', () => {
  show(some, critical)
  expect(screen.getByText('All').closest('button')?.textContent).toBe('All 12.3 k')
  expect(screen.getByRole('button', { name: /critical/ }).textContent).toBe('4')
  expect(screen.getByRole('button', { name: '4 critical, 3 of them left out: show only these' })).toBeTruthy()
  expect(screen.getByText(/· 3 critical left out/)).toBeTruthy()
  expect(text('needs')).toBe('Needs someone1+left out: 3 critical, 12.3 k warning')
  expect(text('handled')).toBe('Being handled0+')
  expect(document.title).toBe('1 critical · 3 critical left out · Watchfloor')
})

test('an empty first lane of such a board is not a quiet one', () => {
  const desk = show(some)
  expect(text('quiet')).toBe(
    'Nothing known to need you. The board leaves out 3 critical, 12.3 k warning, so this may be wrong.',
  )
  act(() => desk.server.freshness({ ...liveFreshness(0, NOW), state: 'stopped' }))
  expect(text('quiet')).toContain('Nothing shown needed you')
})

test('what comes of it is counted once, and when all has come nothing is said any more', () => {
  const desk = show({ ...some, critical: 1, warning: 0 })
  expect(document.title).toBe('1 critical left out · Watchfloor')
  act(() => desk.server.events([desk.server.change('alert_updated', critical)]))
  expect(document.title).toBe('1 critical · Watchfloor')
  expect(screen.getByRole('button', { name: '1 critical: show only these' })).toBeTruthy()
  expect(text('needs')).toBe('Needs someone1')
})

test('at a first look the others are on their way, and nothing says that they stay away; then the whole board counts', () => {
  const desk = showOnDesk(NOW, deskState(), () => <Words />)
  shown = desk
  act(() => desk.server.first({ ...snapshotOf([critical]), left_out: some }))
  expect(screen.getByRole('button', { name: '4 critical, 3 of them to come: show only these' })).toBeTruthy()
  expect(text('needs')).toBe('Needs someone1+to come: 3 critical, 12.3 k warning')
  expect(document.title).toBe('1 critical · 3 critical to come · Watchfloor')
  act(() => desk.server.board(snapshotOf([critical])))
  expect(text('needs')).toBe('Needs someone1')
  // A look that comes late says less than the board does.
  act(() => desk.server.first({ ...snapshotOf([]), left_out: some }))
  expect(text('needs')).toBe('Needs someone1')
  expect(desk.watchfloor.live.getState().isFirstLook).toBe(false)
})
