import { expect, test } from 'vitest'
import { keyOf } from '../../../../src/renderer/features/keyboard/keys.ts'
import { isSingle, namesOf, type Press } from '../../../../src/renderer/features/keyboard/press.ts'

function press(part: Partial<Press> & { readonly altGraph?: boolean }): Press {
  const { altGraph = false, ...rest } = part
  return {
    key: '',
    code: '',
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    getModifierState: (name) => name === 'AltGraph' && altGraph,
    ...rest,
  }
}

test.each<[string, Partial<Press> & { readonly altGraph?: boolean }, string | undefined]>([
  ['a', { key: 'a', code: 'KeyA' }, 'a'],
  ['a with Caps Lock', { key: 'A', code: 'KeyA' }, 'a'],
  ['Shift a', { key: 'A', code: 'KeyA', shiftKey: true }, 'Shift A'],
  ['Shift a with Caps Lock', { key: 'a', code: 'KeyA', shiftKey: true }, 'Shift A'],
  ['a Russian layout’s key where a lies', { key: 'ф', code: 'KeyA' }, 'a'],
  ['Greek with Ctrl', { key: 'κ', code: 'KeyK', ctrlKey: true }, 'Ctrl K'],
  ['a key of a French layout, by its letter and not by its place', { key: 'q', code: 'KeyA' }, undefined],
  ['the digits of a French layout', { key: '&', code: 'Digit1' }, '1'],
  ['also where a letter lies there', { key: 'é', code: 'Digit2' }, '2'],
  ['an exclamation mark is no digit', { key: '!', code: 'Digit1', shiftKey: true }, undefined],
  ['a slash that needs Shift', { key: '/', code: 'Digit7', shiftKey: true }, '/'],
  [
    'a bracket of the third level',
    { key: '[', code: 'Digit8', altKey: true, ctrlKey: true, altGraph: true },
    '[',
  ],
  ['a letter where a bracket lies', { key: 'ü', code: 'BracketLeft' }, '['],
  ['Alt is not ours', { key: 'a', code: 'KeyA', altKey: true }, undefined],
  ['what is still composed', { key: 'a', code: 'KeyA', isComposing: true }, undefined],
  ['a dead key', { key: 'Dead', code: 'BracketLeft' }, undefined],
  ['Space', { key: ' ', code: 'Space' }, 'Space'],
  ['Shift Space scrolls', { key: ' ', code: 'Space', shiftKey: true }, undefined],
  ['F6 back', { key: 'F6', code: 'F6', shiftKey: true }, 'Shift F6'],
  ['⌘ K', { key: 'k', code: 'KeyK', metaKey: true }, 'Ctrl K'],
])('%s', (_, event, shown) => {
  expect(keyOf(namesOf(press(event)))?.shown).toBe(shown)
})

test('letters and signs can be switched off; Space, arrows and Ctrl cannot', () => {
  const single = (key: string, ctrlKey = false): boolean => isSingle(press({ key, ctrlKey }))
  expect(['a', '/', ' ', 'F6', 'ArrowUp'].map((key) => single(key))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  expect(single('k', true)).toBe(false)
})
