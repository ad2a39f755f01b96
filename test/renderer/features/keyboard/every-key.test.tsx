import { act } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { KEYS, PREFIXES } from '../../../../src/renderer/features/keyboard/keys.ts'
import { goTo } from '../../../../src/renderer/state/hash-location.ts'
import { openWalk, type Walk } from '../../support/key-walk.tsx'
import type { Scene } from './scene.ts'
import { SCENES } from './scenes.ts'

let walk: Walk | undefined
afterEach(() => {
  walk?.end()
  walk = undefined
})

interface Press {
  /** As the table of keys names it. */
  readonly name: string
  readonly events: readonly Partial<KeyboardEventInit>[]
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
const SIGNS = [...'0123456789`~!@#$%^&*()-_=+[]{}\\|;:\'",.<>/?']
const NAMED = [
  'Enter',
  'Escape',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
]

/** Everything that can be pressed, and the sequences that some begin. */
const PRESSES: readonly Press[] = [
  ...[...LETTERS, ...SIGNS, ...NAMED].map((key) => press(key, { key })),
  press('Space', { key: ' ' }),
  ...LETTERS.map((key) => press(`Shift+${key.toUpperCase()}`, { key: key.toUpperCase(), shiftKey: true })),
  ...NAMED.map((key) => press(`Shift+${key}`, { key, shiftKey: true })),
  ...[...LETTERS, ...SIGNS, ...NAMED].map((key) => press(`Ctrl+${key}`, { key, ctrlKey: true })),
  ...[...PREFIXES].flatMap((first) =>
    [...LETTERS, ...SIGNS].map((key) => ({ name: `${first} ${key}`, events: [{ key: first }, { key }] })),
  ),
].filter(({ name }) => !PREFIXES.has(name))

function press(name: string, event: Partial<KeyboardEventInit>): Press {
  return { name, events: [event] }
}

/** Brings the page to where the scene begins, whatever was done before. */
function arrange({ watchfloor, line }: Walk, scene: Scene): void {
  const { board, screen, questions } = watchfloor
  act(() => {
    screen.setState({ isHelpOpen: false, isRailOpen: false, isPeeking: false })
    questions.setState({ question: null })
    // What stands in the place is put there anew, also where it is the same.
    if (scene.line !== undefined && location.hash.slice(1) !== scene.place) goTo('/')
  })
  act(() => {
    board.clearSelection()
    for (const id of board.getState().open) board.setOpen(id, false)
    board.setActive(scene.line === undefined ? null : line(scene.line))
    for (const name of scene.selected ?? []) board.toggleSelected(line(name))
    if (location.hash.slice(1) !== scene.place) goTo(scene.place)
  })
  act(() => scene.begin?.(watchfloor))
  const target = scene.keyboard === undefined ? null : document.querySelector<HTMLElement>(scene.keyboard)
  if (target === null && scene.keyboard !== undefined) throw new Error(`nothing is ${scene.keyboard}`)
  act(() => (target === null ? (document.activeElement as HTMLElement).blur() : target.focus()))
}

/** Which keys of the table act here, by their names; and in `others` what anything else does. */
function actingKeys(here: Walk, scene: Scene) {
  const ran: string[] = []
  const spies = KEYS.map((key) => vi.spyOn(key, 'run').mockImplementation(() => void ran.push(key.shown)))
  const acting = new Set<string>()
  const others: Record<string, string> = {}
  arrange(here, scene)
  for (const { name, events } of PRESSES) {
    ran.length = 0
    const what = here.press(...events)
    if (ran.length > 0) for (const shown of ran) acting.add(shown)
    else if (what !== 'nothing') {
      others[name] = what
      arrange(here, scene)
    }
  }
  for (const spy of spies) spy.mockRestore()
  return { acting: [...acting].sort(), others }
}

test('every key of the table is pressed by the walk', () => {
  const pressed = new Set(PRESSES.map(({ name }) => name))
  expect(KEYS.flatMap(({ keys }) => keys).filter((name) => !pressed.has(name))).toEqual([])
})

test.each(SCENES)('keys: $name', async (scene) => {
  walk = await openWalk({ width: scene.width ?? 1440, isDesktop: scene.isDesktop ?? false })
  const { acting, others } = actingKeys(walk, scene)
  const offered = KEYS.map(({ shown }) => shown)
  expect(acting).toEqual(offered.filter((shown) => scene.acts(shown)).sort())
  expect(others).toEqual(scene.others ?? {})
  const does: Record<string, string> = {}
  for (const name of Object.keys(scene.does ?? {})) {
    arrange(walk, scene)
    const events = PRESSES.find((one) => one.name === name)?.events ?? []
    does[name] = walk.press(...events)
  }
  expect(does).toEqual(scene.does ?? {})
})
