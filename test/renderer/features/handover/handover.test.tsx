import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Handover } from '../../../../src/renderer/features/handover/handover.tsx'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { liveFreshness } from '../../support/fake-bridge.ts'
import { deskState } from '../../support/fake-desk.ts'

const NOW = Date.parse('2026-11-24T12:00:00.000Z')
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

test('one key makes the digest; it is saved as a file, and the next shift begins there', async () => {
  shown = showOnDesk(NOW, deskState(), () => <Handover />, '#/handover')
  const { server, desk, watchfloor, toasts } = shown
  act(() => {
    server.board(snapshotOf([sampleAlert({ labels: { alertname: 'PaymentsDown', severity: 'critical' } })]))
    server.freshness(liveFreshness(0, NOW))
  })
  await waitFor(() =>
    expect(screen.getByRole('region', { name: 'Digest' }).textContent).toContain('PaymentsDown'),
  )
  expect(document.activeElement?.textContent).toBe('Copy')
  fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }))
  await waitFor(() => expect(toasts()).toEqual(['Saved: /handovers/handover.md']))
  expect(desk.handovers[0]).toContain('Open: 1 alert, 1 critical')
  expect(watchfloor.preferences.getState().handedOver).toBe(NOW)
})
