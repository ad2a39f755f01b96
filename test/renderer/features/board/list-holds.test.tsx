import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useListHolds } from '../../../../src/renderer/features/board/use-list-holds.ts'

afterEach(cleanup)

/** What holds the list now. */
const held = new Set<string>()
const board = { hold: (what: string, on: boolean): void => void (on ? held.add(what) : held.delete(what)) }

function List(): ReactNode {
  const holds = useListHolds(board)
  return (
    <div data-list="" role="treegrid" aria-label="Alerts" tabIndex={0} {...holds}>
      <button type="button">Line</button>
    </div>
  )
}

function Frame({
  isListed,
  asks = false,
}: {
  readonly isListed: boolean
  readonly asks?: boolean
}): ReactNode {
  return (
    <>
      {isListed && <List />}
      {asks && (
        <div role="dialog">
          <button type="button">Yes</button>
        </div>
      )}
      <button type="button">Elsewhere</button>
    </>
  )
}

const focus = (name: string): void => act(() => screen.getByRole('button', { name }).focus())

test('the keyboard holds the list while it is in it, and while it answers a question about a line', async () => {
  const { rerender } = render(<Frame isListed />)
  focus('Line')
  expect([...held]).toEqual(['focus'])
  rerender(<Frame isListed asks />)
  focus('Yes')
  expect([...held]).toEqual(['focus'])
  focus('Elsewhere')
  await waitFor(() => expect([...held]).toEqual([]))
})

test('a list that leaves the page holds nothing, whatever was in it', () => {
  const { rerender } = render(<Frame isListed />)
  focus('Line')
  fireEvent.pointerEnter(screen.getByRole('treegrid'))
  expect([...held].sort()).toEqual(['focus', 'pointer'])
  rerender(<Frame isListed={false} />)
  expect([...held]).toEqual([])
})
