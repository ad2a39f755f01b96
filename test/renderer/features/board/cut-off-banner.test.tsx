import { act, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { CutOffBanner } from '../../../../src/renderer/features/board/cut-off-banner.tsx'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { liveFreshness, offlineFreshness } from '../../support/fake-bridge.ts'
import { deskState } from '../../support/fake-desk.ts'

const NOW = new Date(2026, 10, 24, 23, 10).getTime()
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

const banner = (): string => screen.getByRole('alert').textContent ?? ''

test('a saved board says from when, and whether it is being connected or not received', () => {
  shown = showOnDesk(NOW, deskState(), () => <CutOffBanner />)
  const { server } = shown
  const saved = new Date(2026, 10, 24, 22, 41).toISOString()
  act(() => {
    server.board(snapshotOf([sampleAlert({ level: 'critical' })]), saved)
    server.freshness({ ...liveFreshness(0, NOW), state: 'connecting' })
  })
  expect(banner()).toBe(
    'Saved board from 22:41. Connecting…Then: 1 firing, 1 critical. What happened since is not known yet.',
  )
  act(() => server.freshness(offlineFreshness(0, NOW)))
  expect(banner()).toBe(
    'Saved board from 22:41. Not receiving.Then: 1 firing, 1 critical. Trying again in 4 s.',
  )
})

test('one of another day says the day', () => {
  shown = showOnDesk(NOW, deskState(), () => <CutOffBanner />)
  const { server } = shown
  act(() => server.board(snapshotOf([]), new Date(2026, 10, 23, 22, 41).toISOString()))
  expect(banner()).toContain('Saved board from Mon 23 Nov, 22:41. Connecting…')
})
