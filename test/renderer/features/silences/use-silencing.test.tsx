import { act, renderHook } from '@testing-library/react'
import { type BoardSilence, noCounts, type SaveSilenceRequest } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { type Silencing, useSilencing } from '../../../../src/renderer/features/silences/use-silencing.ts'
import type { BoardBridge } from '../../../../src/renderer/state/bridge.ts'
import { type Watchfloor, WatchfloorContext } from '../../../../src/renderer/state/context.ts'
import { nextUndo } from '../../../../src/renderer/state/undo.ts'
import { sampleSilence } from '../../support/board-parts.ts'
import { NOW, snapshotOf } from '../../support/board-rig.ts'
import { fakeServer } from '../../support/fake-bridge.ts'

const BEFORE = sampleSilence({ ends_at: new Date(NOW + 3_600_000).toISOString() })
const CHANGED = { ...BEFORE, comment: 'longer', updated_at: new Date(NOW).toISOString() }
const HIDES = { count: 0, share: 0, by_level: noCounts(), sample: [], firing: 0 }
const DRAFT = {
  id: BEFORE.id,
  matchers: BEFORE.matchers,
  starts: NOW,
  ends: NOW + 60_000,
  by: 'Ana',
  comment: 'x',
}

let watchfloor: Watchfloor
const asked = vi.fn<(method: string, path: string, body: unknown) => void>()
let saved: BoardSilence
let show: (silence: BoardSilence) => void

beforeEach(() => {
  asked.mockReset()
  const server = fakeServer(() => NOW)
  const request: BoardBridge['request'] = async ({ method = 'GET', path, body }) => {
    if (method !== 'GET') asked(method, path, body)
    return { ok: true, value: path.endsWith('/save') ? { silence: saved, hides: HIDES } : {} }
  }
  const made = createWatchfloor(
    { ...server.bridge, request },
    {
      now: () => NOW,
      monotonic: () => 0,
      after: () => () => {},
      nextFrame: (run) => run(),
      isInFront: () => true,
      shelf: { getItem: () => null, setItem: () => {} },
    },
  )
  watchfloor = made.watchfloor
  show = (silence) => server.board({ ...snapshotOf([]), silences: [silence] })
  return made.stop
})

function silencing() {
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <WatchfloorContext value={watchfloor}>{children}</WatchfloorContext>
  )
  return renderHook(useSilencing, { wrapper }).result.current
}

const said = (): string => watchfloor.toasts.getState().toasts.at(-1)?.text.join('') ?? ''
const save = (...given: Parameters<Silencing['save']>): Promise<unknown> => {
  const { save } = silencing()
  return act(() => save(...given))
}
const undo = (): Promise<void> => act(() => watchfloor.undo.undo())

test('a silence that was made is ended by the key', async () => {
  saved = BEFORE
  await save({ ...DRAFT, id: undefined }, 'Silenced.')
  expect(nextUndo(watchfloor.undo.getState())).toBe('making the silence “db-maint”')
  await undo()
  expect(asked).toHaveBeenLastCalledWith('DELETE', '/api/v2/silence/s1', undefined)
  expect(said()).toBe('Silence ended. Its alerts are back.')
})

test('one that was changed is put back as it was', async () => {
  saved = CHANGED
  show(BEFORE)
  await save(DRAFT, 'Silence changed.', BEFORE)
  await undo()
  const [, , body] = asked.mock.lastCall ?? []
  const { id, comment, ends_at, starts_at } = body as SaveSilenceRequest
  expect({ id, comment, ends_at, starts_at }).toEqual({
    id: 's1',
    comment: 'db-maint',
    ends_at: BEFORE.ends_at,
    starts_at: BEFORE.starts_at,
  })
  expect(said()).toBe('Silence is as it was before.')
})

test('nothing is undone that somebody has changed since, or that has ended', async () => {
  saved = CHANGED
  await save(DRAFT, 'Silence changed.', BEFORE)
  show({ ...CHANGED, created_by: 'Priya', updated_at: new Date(NOW + 1).toISOString() })
  await undo()
  expect(said()).toBe('Not undone (changing the silence “longer”): it was changed since, by Priya.')

  await save(DRAFT, 'Silence changed.', BEFORE)
  show({ ...CHANGED, state: 'expired' })
  await undo()
  expect(said()).toBe('Not undone (changing the silence “longer”): it has ended since.')
  expect(asked).toHaveBeenCalledTimes(2)
})

test('one that was ended is made again', async () => {
  saved = BEFORE
  const { end } = silencing()
  await act(() => end(BEFORE))
  await undo()
  expect(asked.mock.lastCall?.[1]).toBe('/api/v2/silences/save')
  expect(said()).toBe('Silenced again.')
})
