import { expect, test } from 'vitest'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { changeSettings } from '../../../src/renderer/state/change-settings.ts'
import { deskHop } from '../../../src/renderer/state/desk-words.ts'
import { pause, pausedUntil, resume } from '../../../src/renderer/state/pause.ts'
import type { DeskState } from '../../../src/shared/desk-state.ts'
import { fakeServer } from '../support/fake-bridge.ts'
import { deskState, fakeDesk } from '../support/fake-desk.ts'

const NOW = new Date(2026, 10, 24, 3, 25).getTime()

function bench(initial: DeskState = deskState({ name: 'Priya' })) {
  const desk = fakeDesk(() => NOW, initial)
  const shelf = new Map<string, string>([['watchfloor.name', 'Somebody from a browser']])
  const { watchfloor } = createWatchfloor(fakeServer(() => NOW, undefined, desk.bridge).bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: {
      getItem: (key) => shelf.get(key) ?? null,
      setItem: (key, value) => void shelf.set(key, value),
    },
  })
  const toasts = () =>
    watchfloor.toasts.getState().toasts.map(({ text }) => text.map((piece) => piece).join(''))
  return { desk, watchfloor, shelf, toasts }
}

test('the name has one place: the settings of the desk', async () => {
  const { desk, watchfloor, shelf } = bench()
  const { preferences } = watchfloor
  expect(preferences.getState().name).toBe('Priya')
  preferences.getState().setName('Ana')
  await Promise.resolve()
  expect(desk.bridge.desk.settings.name).toBe('Ana')
  desk.change({ settings: { ...desk.bridge.desk.settings, name: 'Tom' } })
  expect(preferences.getState().name).toBe('Tom')
  expect(shelf.get('watchfloor.name')).toBe('Somebody from a browser')
  preferences.getState().setDensity('roomy')
  expect(shelf.get('watchfloor.density')).toBe('roomy')
})

test('a trouble of the desk is said once, until it is over', () => {
  const { desk, toasts } = bench()
  desk.change({ trouble: 'Settings are not saved: disk full.' })
  desk.change({ unread: 3 })
  expect(toasts()).toEqual(['Settings are not saved: disk full.'])
  desk.change({ trouble: null })
  expect(toasts()).toEqual([])
})

test('a change is in force at once, and Undo puts back what was', async () => {
  const { desk, watchfloor, toasts } = bench()
  await changeSettings(watchfloor, { notification_text: 'private' }, 'Said.')
  expect(desk.bridge.desk.settings.notification_text).toBe('private')
  expect(toasts()).toEqual(['Said.'])
  watchfloor.toasts.getState().toasts[0]?.actions[0]?.run()
  await Promise.resolve()
  expect(desk.bridge.desk.settings.notification_text).toBe('full')
})

test('a change that is refused says so and offers no undo', async () => {
  const { desk, watchfloor, toasts } = bench()
  desk.refuse.settings = { ok: false, reason: 'invalid', message: 'too long' }
  expect(await changeSettings(watchfloor, { name: 'x' }, 'Said.')).toBe(false)
  expect(toasts()).toEqual(['Setting not saved. Nothing changed. (too long)'])
})

test('a pause says until when and what it holds back, and ends by itself', async () => {
  const { desk, watchfloor, toasts } = bench()
  await pause(watchfloor, '15_min')
  expect(toasts()).toEqual(['Paused until 03:40. Nothing notifies, criticals included.'])
  const state = desk.bridge.desk
  expect(deskHop(state, NOW)).toMatchObject({ mark: 'paused', word: 'paused until 03:40' })
  expect(pausedUntil(state, NOW + 15 * 60_000)).toBeNull()
  await resume(watchfloor)
  expect(pausedUntil(desk.bridge.desk, NOW)).toBeNull()
})

const last = (outcome: 'asked' | 'shown' | 'failed', error?: string): Partial<DeskState> => ({
  notifications: {
    is_supported: true,
    last: { at: '2026-11-24T03:12:41.000Z', outcome, ...(error !== undefined && { error }) },
  },
})

test.each<[Partial<DeskState>, string]>([
  [{}, 'tested'],
  [{ notifications: { is_supported: true, last: null } }, 'not tested'],
  [last('asked'), 'asked, not confirmed'],
  [last('failed', 'no daemon'), 'cannot notify: no daemon'],
  [
    { notifications: { is_supported: false, last: null } },
    'cannot notify: this system shows no notifications',
  ],
])('this desk, in words: %o', (part, word) => {
  expect(deskHop(deskState({}, part), NOW).word).toBe(word)
})

test('that it cannot notify is said even while it is paused', () => {
  const paused = deskState(
    { paused_until: new Date(NOW + 60_000).toISOString() },
    last('failed', 'no daemon'),
  )
  expect(deskHop(paused, NOW).word).toBe('cannot notify: no daemon')
})
