import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import {
  type BoardAlert,
  type BoardSilence,
  type BoardSnapshot,
  DEFAULT_GUARD,
  formatCursor,
  type GuardLimits,
  noCounts,
  type SilencePreview,
} from '@watchfloor/contract'
import { afterEach, expect, test, vi } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { SilenceForm } from '../../../../src/renderer/features/silences/silence-form.tsx'
import { Silences } from '../../../../src/renderer/features/silences/silences.tsx'
import type { BoardBridge } from '../../../../src/renderer/state/bridge.ts'
import { WatchfloorContext } from '../../../../src/renderer/state/context.ts'
import { sampleAlert, sampleSilence } from '../../support/board-parts.ts'

const NOW = Date.parse('2026-11-24T03:10:00.000Z')
const UNREADABLE = '(?>web|db)'
const ends: (() => void)[] = []

afterEach(() => {
  cleanup()
  for (const end of ends.splice(0)) end()
  location.hash = ''
})

interface Shown {
  readonly alerts?: readonly BoardAlert[]
  readonly silences?: readonly BoardSilence[]
  /** Silences that have ended, by their ids, as Alertmanager's API shows them. */
  readonly ended?: Readonly<Record<string, object>>
  readonly guard?: GuardLimits
}

function show(what: 'list' | { readonly id?: string }, given: Shown = {}) {
  const { alerts = [], silences = [], ended = {}, guard = DEFAULT_GUARD } = given
  const board: BoardSnapshot = {
    cursor: formatCursor({ epoch: 'e', sequence: 9 }),
    server_time: new Date(NOW).toISOString(),
    alerts,
    silences,
    health: [],
    stats: null,
  }
  const preview: SilencePreview = {
    firing: { count: 0, share: 0, by_level: noCounts(), silenced: 0, all: 0, sample: [] },
    past: { days: 7, lives: 212, alerts: 9, complete: true },
    guard,
  }
  const saved = vi.fn<(body: unknown) => void>()
  const request: BoardBridge['request'] = async ({ path, body }) => {
    if (path.endsWith('/preview')) return { ok: true, value: preview }
    if (path.endsWith('/save')) {
      saved(body)
      return { ok: true, value: {} }
    }
    const found = ended[path.split('/').at(-1)?.split('?')[0] ?? '']
    if (found !== undefined || path.startsWith('/api/v2/silence/s')) return { ok: true, value: found }
    return { ok: false, reason: 'not_found', message: 'none' }
  }
  const refused: BoardBridge['acknowledge'] = async () => ({ ok: false, reason: 'not_found', message: '' })
  const bridge: BoardBridge = {
    kind: 'browser',
    server: 'http://watch.test',
    connect: (listener) => {
      listener.onBoard(board)
      return () => {}
    },
    acknowledge: refused,
    unacknowledge: refused,
    resolve: refused,
    request,
    resume: () => {},
  }
  const { watchfloor, stop } = createWatchfloor(bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => 'Ana', setItem: () => {} },
  })
  ends.push(stop)
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>
        {what === 'list' ? <Silences /> : <SilenceForm id={what.id} />}
      </WatchfloorContext>
    </MantineProvider>,
  )
  return { saved, toasts: watchfloor.toasts }
}

const alerts = (count: number, alertname: string): readonly BoardAlert[] =>
  Array.from({ length: count }, (_, n) =>
    sampleAlert({ fingerprint: `${alertname}${n}`, alertname, labels: { alertname, severity: 'warning' } }),
  )

const mirrored = sampleSilence({
  matchers: [
    { name: 'cluster', value: 'eu-1', is_regex: false, is_equal: true },
    { name: 'instance', value: UNREADABLE, is_regex: true, is_equal: true },
  ],
  mirrored_from: ['eu'],
  comment: 'from afar',
  annotations: { ticket: 'OPS-7', runbook: 'https://wiki.test/x', watchfloor_ends_with: 'x' },
})

const press = async (name: string | RegExp): Promise<void> => {
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name }))
  })
}

test('S28: a silence with a matcher that cannot be read hides nothing, says why, and goes back to the letter', async () => {
  const { saved } = show({ id: 's1' }, { alerts: alerts(3, 'Disk'), silences: [mirrored] })
  expect(screen.getByText(/^Hides nothing here: a matcher cannot be read/)).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toContain('the expression')
  expect(screen.queryByText('Command for Alertmanager')).toBeNull()
  await act(async () => {
    fireEvent.click(screen.getByLabelText('4 h'))
  })
  await press('Change silence')
  expect(saved.mock.calls).toEqual([
    [expect.objectContaining({ id: 's1', matchers: mirrored.matchers, ends_at: '2026-11-24T07:10:00.000Z' })],
  ])
  expect(saved.mock.calls[0]?.[0]).not.toHaveProperty('annotations')
})

test('S28: beside other matchers one that cannot be read is not sent', () => {
  show({ id: 's1' }, { alerts: alerts(3, 'Disk'), silences: [mirrored] })
  fireEvent.change(screen.getByRole('combobox', { name: 'Value 1' }), { target: { value: 'us-2' } })
  expect(screen.getByText('Cannot be said while a matcher cannot be read.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Change silence' })).toHaveProperty('disabled', true)
})

test('S28: ended and undone it is asked for as it was, where it was', async () => {
  const { saved, toasts } = show('list', { silences: [mirrored] })
  expect(screen.getByText(/hides nothing here, whatever it hides on eu: the expression/)).toBeTruthy()
  expect(screen.getByText(`cluster="eu-1", instance=~"${UNREADABLE}"`)).toBeTruthy()
  await press('End silence from afar now')
  const undo = toasts.getState().toasts.flatMap(({ actions }) => actions)
  expect(undo.map(({ label }) => label)).toEqual(['Undo'])
  await act(async () => undo[0]?.run())
  expect(saved.mock.calls).toEqual([
    [expect.objectContaining({ id: 's1', matchers: mirrored.matchers, confirm: true })],
  ])
})

test('S29: what was noted on a silence stands on its page and in the list; our own notes are words', () => {
  show({ id: 's1' }, { silences: [mirrored] })
  const notes = within(screen.getByRole('region', { name: 'Known of it' }))
  expect(notes.getByText('OPS-7')).toBeTruthy()
  expect(notes.getByRole('link', { name: 'https://wiki.test/x' })).toBeTruthy()
  expect(notes.queryByText('watchfloor_ends_with')).toBeNull()
  expect(notes.getByText('until its alerts have resolved')).toBeTruthy()
  cleanup()
  show('list', { silences: [mirrored] })
  expect(screen.getByText(/ticket: OPS-7/)).toBeTruthy()
})

test('S28: a link that cannot be read whole says so above an empty form', () => {
  location.hash = `#/silences/new?${new URLSearchParams({ filter: '{cluster="eu-1", pod=~"("}' })}`
  show({}, { alerts: alerts(3, 'Disk') })
  expect(screen.getByRole('alert').textContent).toMatch(/^This link cannot be read.*pod=~"\("/)
  expect(screen.getByRole('combobox', { name: 'Value 1' })).toHaveProperty('value', '')
  expect(screen.getByText('No matcher yet: hides nothing.')).toBeTruthy()
})

test('S30: it is asked by the server’s figures, and the number first shown counts', async () => {
  location.hash = `#/silences/new?${new URLSearchParams({ filter: 'alertname="Disk"', comment: 'works' })}`
  const guard = { share: 1, from: 10, alerts: 5 }
  const { saved } = show({}, { alerts: [...alerts(6, 'Disk'), ...alerts(1, 'Other')], guard })
  // By itself the board would not ask: less than ten fire.
  expect(screen.queryByRole('textbox', { name: /^Type/ })).toBeNull()
  const field = await screen.findByRole('textbox', { name: 'Type 6 to go on' })
  expect(screen.getByText('This hides 6 of 7 firing alerts (86 %).')).toBeTruthy()
  expect(screen.getByText('In the last 7 days it would have hidden 212.')).toBeTruthy()
  const button = screen.getByRole('button', { name: 'Silence 6 alerts for 2 h' })
  expect(button).toHaveProperty('disabled', true)
  fireEvent.change(field, { target: { value: '6' } })
  await press('Silence 6 alerts for 2 h')
  expect(saved.mock.calls).toEqual([[expect.objectContaining({ confirm: true })]])
})

test('the keyboard begins at the first thing to decide, and Enter leads to the next', async () => {
  location.hash = `#/silences/new?${new URLSearchParams({ filter: 'alertname="Disk"' })}`
  const guard = { share: 1, from: 10, alerts: 5 }
  const { saved } = show({}, { alerts: [...alerts(6, 'Disk'), ...alerts(1, 'Other')], guard })
  await screen.findByRole('textbox', { name: 'Type 6 to go on' })
  const focused = (): string => (document.activeElement as HTMLInputElement).name
  const type = async (value: string): Promise<void> => {
    const field = document.activeElement as HTMLInputElement
    await act(async () => void fireEvent.change(field, { target: { value } }))
    await act(async () => void fireEvent.keyDown(field, { key: 'Enter' }))
  }
  expect(focused()).toBe('comment')
  await type('rack works')
  expect(focused()).toBe('count')
  expect(saved).not.toHaveBeenCalled()
})

test('one that has ended can be made again, with what it says nothing of as it was', async () => {
  const { saved } = show(
    { id: 'sx' },
    {
      alerts: alerts(3, 'Disk'),
      ended: {
        sx: {
          id: 'sx',
          status: { state: 'expired' },
          matchers: [{ name: 'alertname', value: 'Disk', isRegex: false, isEqual: true }],
          startsAt: '2026-11-24T01:00:00.000Z',
          endsAt: '2026-11-24T02:00:00.000Z',
          updatedAt: '2026-11-24T02:00:00.000Z',
          createdBy: 'far',
          comment: '',
          annotations: { ticket: 'OPS-9' },
        },
      },
    },
  )
  expect(await screen.findByRole('heading', { name: 'Make an ended silence again' })).toBeTruthy()
  expect(screen.getByText('OPS-9')).toBeTruthy()
  await press('Silence 3 alerts for 2 h')
  expect(saved.mock.calls).toEqual([[expect.objectContaining({ id: 'sx', created_by: 'Ana', comment: '' })]])
})

test('one that nobody remembers is said to be gone', async () => {
  show({ id: 'none' })
  expect(await screen.findByText(/There is no silence of this id/)).toBeTruthy()
})

test('S28: the list shows what a link asks for, and nothing for what cannot be read', () => {
  const silences = [mirrored, sampleSilence({ id: 's2', comment: 'other' })]
  const at = (filter: string) => {
    location.hash = `#/silences?${new URLSearchParams({ filter })}`
    show('list', { silences })
    const lines = screen.queryAllByRole('listitem').length
    const text = screen.queryByText(/with the matchers|cannot be read, so none/)?.textContent
    cleanup()
    return [lines, text]
  }
  expect(at('{cluster="eu-1"}')).toEqual([2, expect.stringMatching(/^2 of 2 with the matchers/)])
  expect(at(`{cluster="eu-1", team="a"}`)).toEqual([0, expect.stringMatching(/^0 of 2/)])
  expect(at('{cluster=~"("}')).toEqual([0, expect.stringMatching(/^This filter cannot be read/)])
})
