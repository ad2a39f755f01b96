import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import type { SeverityName, Stats } from '@watchfloor/contract'
import { afterEach, expect, test } from 'vitest'
import { SeveritiesSection } from '../../../../src/renderer/features/settings/severities-section.tsx'
import { snapshotOf } from '../../support/board-rig.ts'
import { sessionOf } from '../../support/sample-session.ts'
import { type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = Date.UTC(2026, 10, 24, 3, 25)
const AT = '2026-11-24T03:25:00.000Z'
let shown: SignedInScreen | undefined
afterEach(() => shown?.end())

/** A server that keeps what is put, as the real one answers it. */
async function show(first: readonly SeverityName[] = [], who = sessionOf({ role: 'admin' })) {
  let mapped = first
  const puts: unknown[] = []
  shown = await showTo(
    NOW,
    {
      'GET /api/v2/session': who,
      'GET /api/v2/severities': () => ({ mapped }),
      'PUT /api/v2/severities': (body: SeverityName & { level: SeverityName['level'] | null }) => {
        puts.push(body)
        const others = mapped.filter(({ value }) => value !== body.value)
        mapped =
          body.level === null
            ? others
            : [...others, { value: body.value, level: body.level, at: AT, by: 'Ana' }]
        return { mapped }
      },
    },
    <SeveritiesSection />,
    '#/settings',
  )
  const { server, watchfloor } = shown
  const board = snapshotOf([])
  const stats = { ...board.stats, unmapped_severities: { tier0: 3, urgent: 1 } } as Stats
  act(() => server.board({ ...board, stats }))
  return {
    puts,
    watchfloor,
    set: (names: readonly SeverityName[]) => {
      mapped = names
    },
    toasts: shown.toasts,
  }
}

const choose = (name: string, level: string): void =>
  void fireEvent.change(screen.getByLabelText(`Level of ${name}`), { target: { value: level } })

test('S8: a choice maps a name for everybody, is undone by the one stack, and is taken back where it is listed', async () => {
  const { puts, watchfloor, toasts } = await show()
  choose('tier0', 'critical')
  expect(await screen.findByText('Critical, mapped here by Ana.')).toBeTruthy()
  expect(screen.queryByLabelText('Level of tier0')).toBeNull()
  expect(toasts()).toEqual(['tier0 means Critical from now on, for everybody.'])
  expect(screen.getByText(/severities:/).textContent).toBe('severities:\n  "tier0": critical')
  await act(() => watchfloor.undo.undo())
  await waitFor(() => expect(screen.queryByText(/mapped here/)).toBeNull())
  choose('urgent', 'info')
  fireEvent.click(await screen.findByRole('button', { name: 'Take back what urgent means' }))
  await waitFor(() => expect(screen.queryByText(/mapped here/)).toBeNull())
  expect(puts).toMatchObject([
    { value: 'tier0', level: 'critical' },
    { value: 'tier0', level: null },
    { value: 'urgent', level: 'info' },
    { value: 'urgent', level: null },
  ])
})

test('S8: what somebody mapped otherwise since is not undone', async () => {
  const { puts, watchfloor, set, toasts } = await show()
  choose('tier0', 'critical')
  await screen.findByText('Critical, mapped here by Ana.')
  set([{ value: 'Tier0', level: 'high', at: AT, by: 'Bo' }])
  await act(() => watchfloor.undo.undo())
  await waitFor(() =>
    expect(toasts()).toEqual(['Not undone (mapping tier0): it was mapped otherwise since.']),
  )
  expect(puts).toHaveLength(1)
})

test('S8: who may not is told why, and changes nothing; what the configuration overrules says so', async () => {
  const { puts } = await show(
    [{ value: 'p0', level: 'high', at: AT, overruled: true }],
    sessionOf({ role: 'viewer' }),
  )
  expect(screen.getByLabelText<HTMLSelectElement>('Level of tier0').disabled).toBe(true)
  expect(screen.getByText(/Your role is viewer: this needs an administrator/)).toBeTruthy()
  expect(await screen.findByText(/^High, mapped here\. The server’s configuration maps it too/)).toBeTruthy()
  expect(screen.queryByText(/severities:/)).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Take back what p0 means' }))
  expect(puts).toEqual([])
})
