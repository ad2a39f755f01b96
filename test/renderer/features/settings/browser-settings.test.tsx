import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { App } from '../../../../src/renderer/app/app.tsx'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { LATER } from '../../../../src/renderer/app/later-screens.ts'
import { goTo } from '../../../../src/renderer/state/hash-location.ts'
import { formatClock, showTimesIn } from '../../../../src/shared/times.ts'
import { sampleAlert } from '../../support/board-parts.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { fakeServer, liveFreshness } from '../../support/fake-bridge.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 25)
const zone = process.env.TZ
let end = (): void => {}

afterEach(() => {
  end()
  showTimesIn('mine')
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

async function open(place: string) {
  process.env.TZ = 'Asia/Kolkata'
  const kept = new Map<string, string>()
  goTo(place)
  await Promise.all([LATER.Settings.fetch(), LATER.AlertDetail.fetch()])
  const server = fakeServer(() => NOW)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
  })
  server.board(snapshotOf([sampleAlert({ starts_at: '2026-11-24T03:00:00.000Z' })]))
  server.freshness(liveFreshness(0, NOW))
  render(<App watchfloor={watchfloor} />)
  end = () => {
    cleanup()
    stop()
    goTo('/')
  }
  return { watchfloor, kept, toast: () => watchfloor.toasts.getState().toasts.at(-1)?.text.join('') }
}

test('a browser has the settings of a person, and not those that only a desk has', async () => {
  await open('/settings')
  const sections = screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)
  expect(sections).toEqual(expect.arrayContaining(['Me', 'Look', 'Keys']))
  for (const only of ['Server', 'Notifications', 'This computer', 'Updates'])
    expect(sections).not.toContain(only)
})

test('every change is in force at once, is kept, says so, and is undone by the key of all acts', async () => {
  const { watchfloor, kept, toast } = await open('/settings')
  const choose = (name: string): void => void fireEvent.click(screen.getByRole('radio', { name }))
  choose('Dark')
  expect(document.documentElement.dataset.mantineColorScheme).toBe('dark')
  expect([kept.get('watchfloor.scheme'), toast()]).toEqual(['dark', 'Dark from now on.'])
  choose('Roomy, two lines')
  expect(watchfloor.preferences.getState().density).toBe('roomy')
  const name = screen.getByRole('textbox', { name: 'Display name' })
  fireEvent.change(name, { target: { value: 'Ana' } })
  fireEvent.blur(name)
  expect([kept.get('watchfloor.name'), toast()]).toEqual(['Ana', 'You are Ana.'])
  fireEvent.click(screen.getByRole('switch', { name: /Keys of a single letter/ }))
  expect([kept.get('watchfloor.single-keys'), watchfloor.preferences.getState().singleKeys]).toEqual([
    'off',
    false,
  ])
  for (let count = 0; count < 4; count++) {
    await act(async () => {
      dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))
    })
  }
  expect(watchfloor.preferences.getState()).toMatchObject({
    scheme: 'auto',
    density: 'normal',
    singleKeys: true,
  })
  // Nobody goes back to having no name: what was done bears it.
  expect(watchfloor.preferences.getState().name).toBe('Ana')
})

test('in UTC every time is, on whichever screen, and the keyboard stays where it was chosen', async () => {
  const { watchfloor } = await open('/settings')
  expect(screen.getByText(/GMT\+5:30/, { selector: 'footer *' })).toBeTruthy()
  const utc = screen.getByRole('radio', { name: 'UTC' })
  utc.focus()
  fireEvent.click(utc)
  expect(document.activeElement).toBe(utc)
  expect(formatClock(NOW)).toBe('03:25')
  expect(screen.getByText('03:25:00 UTC')).toBeTruthy()
  act(() => goTo('/alert/00000000000000aa'))
  expect(screen.getByText(/since 03:00/)).toBeTruthy()
  // From the palette it may change on any screen.
  act(() => watchfloor.preferences.getState().setZone('mine'))
  expect(screen.getByText(/since 08:30/)).toBeTruthy()
})
