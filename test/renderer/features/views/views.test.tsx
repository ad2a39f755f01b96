import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useDocumentTitle } from '../../../../src/renderer/app/use-document-title.ts'
import { QuietBlock } from '../../../../src/renderer/features/board/quiet-block.tsx'
import { Views } from '../../../../src/renderer/features/views/views.tsx'
import {
  chooseByDigit,
  deleteView,
  linkToView,
  moveView,
  renameView,
} from '../../../../src/renderer/state/view-acts.ts'
import { useViewOfPlace } from '../../../../src/renderer/state/view-place.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { liveFreshness } from '../../support/fake-bridge.ts'
import { deskState } from '../../support/fake-desk.ts'

const NOW = Date.parse('2026-11-24T03:16:07.000Z')
const PAYMENTS = 'filter=service%3D%22payments%22'
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function Page(): ReactNode {
  useViewOfPlace()
  useDocumentTitle()
  return (
    <>
      <Views />
      <QuietBlock top={0} index={1} />
    </>
  )
}

function show(hash: string): DeskScreen {
  const screenOf = showOnDesk(NOW, deskState(), () => <Page />, hash)
  const critical = sampleAlert({
    fingerprint: '000000000000000a',
    labels: { alertname: 'SearchDown', service: 'search', severity: 'critical' },
  })
  act(() => {
    screenOf.server.board(snapshotOf([critical]))
    screenOf.server.freshness(liveFreshness(0, NOW))
  })
  shown = screenOf
  return screenOf
}
const settings = () => {
  const { views = [], view = null } = shown?.desk.bridge.desk.settings ?? {}
  return { names: views.map(({ name }) => name), view }
}

test('a view that came by a link decides nothing until it is kept; then it does, and can be undone', async () => {
  const { watchfloor, toasts } = show(`#/?${PAYMENTS}&name=Payments`)
  expect(settings()).toEqual({ names: [], view: null })
  expect(document.title).toBe('1 critical · Watchfloor')
  expect(document.body.textContent).toContain('1 critical is outside this filter: SearchDown.')
  fireEvent.click(screen.getByRole('button', { name: 'Keep' }))
  fireEvent.submit((await screen.findByLabelText<HTMLInputElement>('Name')).form as HTMLFormElement)
  await waitFor(() => expect(settings()).toEqual({ names: ['Payments'], view: 'v1' }))
  expect(toasts()).toEqual([
    'Kept: Payments. Payments decides what you are told. 1 critical outside Payments.',
  ])
  expect(document.title).toBe('1 critical outside Payments · Watchfloor')
  expect(screen.getByRole('button', { name: /^Payments 0/ }).getAttribute('aria-current')).toBe('true')
  await act(() => watchfloor.undo.undo())
  expect(settings()).toEqual({ names: [], view: null })
  expect(document.title).toBe('1 critical · Watchfloor')
})

test('views are chosen by digits, renamed, moved, shared and deleted with a way back', async () => {
  const { watchfloor } = show('#/')
  const views = [
    { id: 'v1', name: 'Payments', query: PAYMENTS },
    { id: 'v2', name: 'Search', query: 'q=search' },
  ]
  await act(async () => void (await watchfloor.views.change({ views })))
  await act(async () => chooseByDigit(watchfloor, 2))
  await waitFor(() => expect(settings().view).toBe('v2'))
  expect(location.hash).toBe('#/?q=search')
  await act(() => renameView(watchfloor, 'v2', ' Find '))
  await act(() => moveView(watchfloor, 'v2', -1))
  expect(settings()).toEqual({ names: ['Find', 'Payments'], view: 'v2' })
  const [find] = watchfloor.views.getState().views
  expect(find && linkToView(find)).toMatch(/#\/\?q=search&name=Find$/)
  await act(() => deleteView(watchfloor, 'v2'))
  expect(settings()).toEqual({ names: ['Payments'], view: null })
  await act(() => watchfloor.undo.undo())
  expect(settings()).toEqual({ names: ['Find', 'Payments'], view: 'v2' })
  await act(async () => chooseByDigit(watchfloor, 0))
  await waitFor(() => expect(settings().view).toBeNull())
})

test('S28: a filter that cannot be read is not kept', () => {
  const { watchfloor, toasts } = show('#/?filter=x%3D~%22(%22&name=Odd')
  act(() => watchfloor.screen.views.keep())
  expect(toasts()).toEqual(['A part of the filter cannot be read.'])
  expect(screen.queryByLabelText('Name')).toBeNull()
})
