import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { Result } from '@watchfloor/client'
import type { BoardAlert, BoardSilence } from '@watchfloor/contract'
import { afterEach, expect, test } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { Silences } from '../../../../src/renderer/features/silences/silences.tsx'
import { WatchfloorContext } from '../../../../src/renderer/state/context.ts'
import type { BridgeRequest } from '../../../../src/shared/bridge.ts'
import { sampleAlert, sampleSilence } from '../../support/board-parts.ts'
import { NOW, snapshotOf } from '../../support/board-rig.ts'
import { fakeServer } from '../../support/fake-bridge.ts'

const ends: (() => void)[] = []
afterEach(() => {
  cleanup()
  for (const end of ends.splice(0)) end()
})

const silences = (count: number): readonly BoardSilence[] =>
  Array.from({ length: count }, (_, n) =>
    sampleSilence({
      id: `s${n}`,
      comment: `rack ${n}`,
      ends_at: new Date(NOW + 3_600_000 + n).toISOString(),
    }),
  )

function show(
  given: { readonly silences?: readonly BoardSilence[]; readonly alerts?: readonly BoardAlert[] },
  answer: (request: BridgeRequest) => Promise<Result<unknown>>,
) {
  const asked: BridgeRequest[] = []
  const server = fakeServer(
    () => NOW,
    async (request) => {
      // Who is signed in.
      if (request.path === '/api/v2/session') return { ok: false, reason: 'not_found', message: '' }
      asked.push(request)
      return await answer(request)
    },
  )
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => 'Ana', setItem: () => {} },
  })
  ends.push(stop)
  server.board({ ...snapshotOf(given.alerts ?? []), silences: given.silences ?? [] })
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>
        <Silences />
      </WatchfloorContext>
    </MantineProvider>,
  )
  const said = (): string =>
    (watchfloor.toasts.getState().toasts.at(-1)?.text ?? [])
      .map((piece) => (typeof piece === 'string' ? piece : piece.strong))
      .join('')
  return { asked, said, watchfloor }
}

const idsOf = ({ body }: BridgeRequest): readonly string[] =>
  (body as { readonly ids: readonly string[] }).ids

test('many silences are ended in few requests; what would be back is said before, and one undo makes all again', async () => {
  const hidden = sampleAlert({ alertname: 'PaymentsDown', level: 'critical', silenced_by: ['s0', 's1'] })
  const elsewhere = sampleAlert({ fingerprint: 'other', silenced_by: ['s1', 'another'] })
  const { asked, said, watchfloor } = show(
    { silences: silences(45), alerts: [hidden, elsewhere] },
    async (request) =>
      request.path.endsWith('/bulk')
        ? {
            ok: true,
            value: {
              results: idsOf(request).map((id) => ({ id, outcome: id === 's3' ? 'was_expired' : 'expired' })),
            },
          }
        : { ok: true, value: {} },
  )
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all 45' }))
  fireEvent.click(screen.getByRole('button', { name: 'End 45 silences…' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('1 alert would be back, 1 critical: PaymentsDown.')
  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'End 45 silences' }))
  })
  expect(asked.map((request) => [request.path, idsOf(request).length])).toEqual([
    ['/api/v2/silences/bulk', 20],
    ['/api/v2/silences/bulk', 20],
    ['/api/v2/silences/bulk', 5],
  ])
  expect(said()).toBe('Ended 44 of 45 silences. 1 had ended before.')
  asked.length = 0
  await act(() => watchfloor.undo.undo())
  expect(asked.filter(({ path }) => path.endsWith('/save'))).toHaveLength(44)
  expect(said()).toBe('44 silences made again.')
})

test('one that a person stops says how far it came, and goes on when asked to', async () => {
  let stop = (): void => {}
  const { asked, said, watchfloor } = show({ silences: silences(45) }, async (request) => {
    stop()
    return { ok: true, value: { results: idsOf(request).map((id) => ({ id, outcome: 'expired' })) } }
  })
  const begin = watchfloor.works.begin
  watchfloor.works.begin = (work) => {
    if (asked.length === 0) stop = work.stop
    return begin(work)
  }
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all 45' }))
  fireEvent.click(screen.getByRole('button', { name: 'End 45 silences…' }))
  const dialog = await screen.findByRole('dialog')
  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'End 45 silences' }))
  })
  expect(said()).toBe('Stopped: ended 20 of 45 silences.')
  expect(asked).toHaveLength(1)
  stop = () => {}
  await act(async () => {
    watchfloor.toasts
      .getState()
      .toasts.at(-1)
      ?.actions.find(({ label }) => label === 'Go on')
      ?.run()
  })
  expect(asked).toHaveLength(3)
  expect(said()).toBe('25 silences ended for everyone.')
})

test('those that have ended are listed when they are wanted, each to be made again', async () => {
  const ended = {
    id: 'e1',
    status: { state: 'expired' },
    updatedAt: '2026-11-24T02:00:00Z',
    matchers: [{ name: 'rack', value: '7', isRegex: false, isEqual: true }],
    startsAt: '2026-11-24T01:00:00Z',
    endsAt: '2026-11-24T02:00:00Z',
    createdBy: 'Ben',
    comment: 'rack 7 lost its power',
    annotations: {},
  }
  const { asked } = show({}, async () => ({
    ok: true,
    value: [ended, { ...ended, id: 'e2', annotations: { watchfloor_acknowledges: 'x' } }, 'nonsense'],
  }))
  expect(asked).toEqual([])
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Show those that have ended' }))
  })
  const again = screen.getByRole('link', { name: 'Silence again: rack 7 lost its power' })
  expect(again.getAttribute('href')).toBe('#/silences/e1')
  expect(screen.getAllByRole('link', { name: /^Silence again/ })).toHaveLength(1)
})
