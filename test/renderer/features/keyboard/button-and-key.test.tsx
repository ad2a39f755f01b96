import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { goTo } from '../../../../src/renderer/state/hash-location.ts'
import { openWalk, type Walk } from '../../support/key-walk.tsx'

let walk: Walk | undefined
afterEach(() => {
  walk?.end()
  walk = undefined
})

test.each([
  ['/alert/g1?of=group', '3 alerts of one group: what is done here is done to all of them.'],
  ['/alert/g1', 'One of 3 alerts of its group: what is done here is done to it alone.'],
])('a detail at %s says what it means, and its buttons do what their keys do', async (place, words) => {
  const here = await openWalk({ width: 1024, isDesktop: false })
  walk = here
  act(() => goTo(place))
  expect(screen.getByText(words, { exact: false })).toBeTruthy()
  for (const [key, name] of [
    ['a', /^Acknowledge/],
    ['s', /^Silence/],
  ] as const) {
    const byKey: string = here.press({ key })
    act(() => goTo(place))
    const before = here.done.length
    act(() => void fireEvent.click(screen.getByRole('button', { name })))
    const byButton = key === 's' ? `place: ${location.hash}` : here.done.slice(before).join()
    expect(byKey).toContain(byButton)
    expect(byButton).not.toBe('')
    act(() => goTo(place))
  }
})
