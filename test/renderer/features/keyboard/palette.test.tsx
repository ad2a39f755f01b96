import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { SCREENS, SELDOM } from '../../../../src/renderer/app/nav-screens.ts'
import { KEYS } from '../../../../src/renderer/features/keyboard/keys.ts'
import { goTo } from '../../../../src/renderer/state/hash-location.ts'
import { openWalk, type Walk } from '../../support/key-walk.tsx'
import { sessionOf } from '../../support/sample-session.ts'

let walk: Walk | undefined
afterEach(() => {
  walk?.end()
  walk = undefined
})

const field = (): Promise<HTMLElement> => screen.findByRole('combobox', { name: 'What to do' })
const lines = (): readonly string[] =>
  screen.getAllByRole('option').map(({ textContent }) => textContent ?? '')
const line = (text: RegExp): HTMLElement => screen.getByRole('option', { name: text })

/** The palette over the board, with these rows selected. */
async function open(selected: readonly string[], width = 1440) {
  const here = await openWalk({ width, isDesktop: false })
  walk = here
  const { board } = here.watchfloor
  act(() => {
    for (const name of selected) board.toggleSelected(here.line(name))
  })
  here.press({ key: 'k', ctrlKey: true })
  return { ...here, typed: await field() }
}

function type(typed: HTMLElement, text: string): void {
  fireEvent.change(typed, { target: { value: text } })
}

test('it offers the acts on what was selected, in the words of their buttons, and does them', async () => {
  const { typed, done } = await open(['Alone', 'Group'])
  expect(lines()[0]).toBe('ActAcknowledge 2 selecteda'.replace('2', '4'))
  type(typed, 'akcnowledge')
  expect(lines()[0]).toContain('Acknowledge')
  fireEvent.keyDown(typed, { key: 'Enter' })
  await waitFor(() => expect(done).toContain('acknowledges a1 g1 g2 g3'))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('what may not be done says why, as its button does, and is not done', async () => {
  const { watchfloor, press, line: idOf } = await open([])
  fireEvent.keyDown(await field(), { key: 'Escape' })
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  act(() => watchfloor.who.setState(sessionOf({ role: 'viewer' })))
  act(() => watchfloor.board.toggleSelected(idOf('Alone')))
  press({ key: 'k', ctrlKey: true })
  await field()
  expect(line(/Acknowledge.*Your role is viewer/).getAttribute('aria-disabled')).toBe('true')
  type(await field(), 'runbook')
  expect(line(/^Act Runbook/).getAttribute('aria-disabled')).toBe('false')
})

test('every key that does something is found by what it does, with its key', async () => {
  const { typed } = await open([])
  for (const { does, shown } of KEYS.filter(({ keys }) => keys[0]?.startsWith('g ') && keys[0] !== 'g i')) {
    type(typed, does)
    expect(lines().find((text) => text.endsWith(shown))).toBeTruthy()
  }
  type(typed, 'utc')
  expect(lines()[0]).toBe('SetTime zone: UTC ')
})

test('alerts are found by name and by where they are, and a group opens as a group', async () => {
  const { typed } = await open([])
  type(typed, 'search bare')
  expect(lines()[0]).toContain('Bare')
  type(typed, 'gruop')
  fireEvent.keyDown(typed, { key: 'Enter' })
  await waitFor(() => expect(location.hash).toBe('#/alert/g1?of=group'))
})

test('a matcher is a filter; arrows choose, and the choice is told', async () => {
  const { typed } = await open([])
  type(typed, 'service="mail"')
  const filter = line(/^Do Filter the board/)
  fireEvent.keyDown(typed, { key: 'ArrowDown' })
  while (filter.getAttribute('aria-selected') !== 'true') fireEvent.keyDown(typed, { key: 'ArrowDown' })
  expect(typed.getAttribute('aria-activedescendant')).toBe(filter.id)
  fireEvent.keyDown(typed, { key: 'Enter' })
  await waitFor(() => expect(location.hash).toBe('#/?filter=service%3D%22mail%22'))
  act(() => goTo('/'))
})

test('on a phone "More" leads to every screen that its bar has no room for', async () => {
  walk = await openWalk({ width: 390, isDesktop: false })
  const bar = screen.getByRole('navigation', { name: 'Screens' })
  const shown = [...bar.querySelectorAll('a')].map(({ hash }) => hash.slice(1))
  fireEvent.click(screen.getByRole('button', { name: 'More' }))
  const items = await screen.findAllByRole('menuitem')
  const more = items.flatMap((item) => (item instanceof HTMLAnchorElement ? [item.hash.slice(1)] : []))
  const all = [...SCREENS.filter(({ isOfDesktop }) => isOfDesktop !== true), ...SELDOM]
  expect([...shown, ...more].sort()).toEqual(all.map(({ path }) => path).sort())
})
