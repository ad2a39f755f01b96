import { act, cleanup, render, screen } from '@testing-library/react'
import type { BoardSnapshot } from '@watchfloor/contract'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { App } from '../../../src/renderer/app/app.tsx'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { LATER } from '../../../src/renderer/app/later-screens.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { snapshotOf } from '../support/board-rig.ts'
import { fakeServer, liveFreshness } from '../support/fake-bridge.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 16)
let end = (): void => {}

beforeEach(() => {
  location.hash = '#/'
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  cleanup()
  end()
  vi.restoreAllMocks()
})

function open(board: BoardSnapshot) {
  const server = fakeServer(() => NOW)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  end = stop
  render(<App watchfloor={watchfloor} />)
  act(() => {
    server.board(board)
    server.freshness(liveFreshness(0, NOW))
  })
  return server
}

/** Throws whenever anybody reads it. */
const trap = <T extends object>(): T =>
  new Proxy({} as T, {
    get: () => {
      throw new Error('a trap')
    },
  })

test('a board that cannot be arranged says what failed and what to do, the badge lives, and the next good one is shown', () => {
  const bad = sampleAlert()
  const server = open(snapshotOf([{ ...bad, labels: trap() }]))
  expect(screen.getByRole('alert').textContent).toContain('The list of alerts failed and is not shown.')
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Copy details' })).toBeTruthy()
  expect(screen.getAllByText(/^Live/).length).toBeGreaterThan(0)
  act(() => server.board(snapshotOf([bad])))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByRole('treegrid', { name: 'Alerts' })).toBeTruthy()
})

test('a screen that fails leaves the others and the badge', async () => {
  await LATER.Silences.fetch()
  const silence = {
    id: 's1',
    state: 'active' as const,
    sequence: 1,
    get matchers(): never {
      throw new Error('a trap')
    },
  }
  location.hash = '#/silences'
  open({ ...snapshotOf([]), silences: [silence as never] })
  expect(screen.getByRole('alert').textContent).toContain('This screen failed and is not shown.')
  expect(screen.getAllByText(/^Live/).length).toBeGreaterThan(0)
  act(() => {
    location.hash = '#/health'
    dispatchEvent(new Event('hashchange'))
  })
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByText('This tab')).toBeTruthy()
})
