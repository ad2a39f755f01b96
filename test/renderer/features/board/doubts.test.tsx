import { act, screen } from '@testing-library/react'
import type { BoardHealth } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useDocumentTitle } from '../../../../src/renderer/app/use-document-title.ts'
import { PulseStrip } from '../../../../src/renderer/features/board/pulse-strip.tsx'
import { QuietBlock } from '../../../../src/renderer/features/board/quiet-block.tsx'
import { Chain } from '../../../../src/renderer/features/freshness/chain.tsx'
import { FreshnessBadge } from '../../../../src/renderer/features/freshness/freshness-badge.tsx'
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
      <FreshnessBadge />
      <div data-testid="strip">
        <PulseStrip timeline={() => null} />
      </div>
      <div data-testid="quiet">
        <QuietBlock top={0} index={1} />
      </div>
      <div data-testid="chain">
        <Chain />
      </div>
    </>
  )
}

function row(component: string, some: Partial<BoardHealth> = {}): BoardHealth {
  const since = new Date(NOW - 600_000).toISOString()
  return { component, kind: 'source', status: 'healthy', quiet: false, since, sequence: 1, ...some }
}

const heard = (component: string, seconds: number): BoardHealth =>
  row(component, { last_seen: new Date(NOW - seconds * 1_000).toISOString() })
const MISSING = row('Pipeline heartbeat Watchdog', { kind: 'pipeline', status: 'unhealthy', quiet: true })
const FAILING = row('Store', { kind: 'store', status: 'unhealthy', message: 'disk full' })
const QUIET = row('Prometheus us', { quiet: true, status: 'degraded' })
const OPEN = row('Sign-in', { kind: 'server', status: 'unhealthy' })

function show(...health: readonly BoardHealth[]): void {
  shown = showOnDesk(NOW, deskState(), () => <Words />)
  const { server } = shown
  act(() => {
    server.board({ ...snapshotOf([]), health })
    server.freshness(liveFreshness(0, NOW))
  })
}

const text = (id: string): string => screen.getByTestId(id).textContent ?? ''
const badge = (): HTMLElement => screen.getByRole('button', { name: /^Live/ })

test('with all well it says so, and which sources have a proof of how recent an age', () => {
  show(heard('Prometheus eu', 12), heard('Prometheus us', 48))
  expect(text('quiet')).toContain('Nothing needs you.')
  expect(text('quiet')).toContain('2 of 2 sources reporting, each heard within 48 s.')
  expect(badge().dataset.tone).toBe('proved')
  expect(document.title).toBe('Watchfloor')
})

test('a source without a proof is not said to report', () => {
  show(heard('Prometheus eu', 12), row('Prometheus us'))
  expect(text('quiet')).toContain('1 of 2 sources reporting, heard 12 s ago.')
})

test.each([
  ['a heartbeat that does not come', MISSING, 'heartbeat missing', 'is missing', '✕ 1 missing'],
  ['a part that fails', FAILING, '1 part failing', 'Store is failing', '✕ 1 failing'],
  ['a source that is quiet', QUIET, '1 source quiet', 'Prometheus us is quiet', '◌ 1 quiet'],
])(
  '%s is in the sentence, the badge, the title, the strip and the chain',
  (_, broken, short, sentence, strip) => {
    show(heard('Prometheus eu', 12), broken)
    expect(text('quiet')).not.toContain('Nothing needs you')
    expect(text('quiet')).toMatch(
      new RegExp(`^Nothing known to need you\\. .*${sentence}, so this may be wrong\\.$`),
    )
    expect(badge().textContent).toContain(`Live · ${short}`)
    expect(badge().dataset.tone).toBe('caution')
    expect(document.title).toBe(`${short} · Watchfloor`)
    expect(text('strip')).toContain(strip)
    expect(text('chain')).toContain(broken.component)
  },
)

test('all of it together, the gravest first; that a server is open is not among it', () => {
  show(QUIET, OPEN, FAILING, MISSING, { ...QUIET, component: 'Prometheus eu' })
  expect(text('quiet')).toBe(
    'Nothing known to need you. Pipeline heartbeat Watchdog is missing, Store is failing and Prometheus us and Prometheus eu are quiet, so this may be wrong.',
  )
  expect(document.title).toBe('heartbeat missing, 1 part failing, 2 sources quiet · Watchfloor')
  expect(text('strip')).toContain('missing 1')
})

test('before the first board no number is shown', () => {
  shown = showOnDesk(NOW, deskState(), () => <Words />)
  expect(text('strip')).toMatch(/^–+$/)
})
