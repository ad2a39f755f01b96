import { cleanup, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useKeyboardHome } from '../../../src/renderer/app/use-keyboard-home.ts'

beforeEach(() => {
  location.hash = '#/'
})
afterEach(cleanup)

interface FrameProps {
  readonly lines?: readonly string[]
  readonly isDialog?: boolean
  readonly busy?: string
}

function Frame({ lines = [], isDialog = false, busy }: FrameProps): ReactNode {
  const home = useKeyboardHome()
  return (
    <main ref={home} tabIndex={-1}>
      {lines.map((line) => (
        <button key={line} type="button" disabled={line === busy} data-loading={line === busy || undefined}>
          {line}
        </button>
      ))}
      {isDialog && (
        <div role="dialog">
          {['Save', 'One', 'Two', 'Three', 'Four', 'Five'].map((name) => (
            <button key={name} type="button">
              {name}
            </button>
          ))}
        </div>
      )}
    </main>
  )
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name })
const has = (element: HTMLElement): Promise<void> =>
  waitFor(() => expect(document.activeElement).toBe(element))

test('at the start nothing is taken; what was ended leaves the keyboard to what stands beside it', async () => {
  const { rerender } = render(<Frame lines={['a', 'b', 'c']} />)
  expect(document.activeElement).toBe(document.body)
  button('b').focus()
  rerender(<Frame lines={['a', 'c']} />)
  await has(button('c'))
  rerender(<Frame lines={['a']} />)
  await has(button('a'))
  rerender(<Frame />)
  await has(screen.getByRole('main'))
})

test('what lay over the screen leaves it to what had it before', async () => {
  const { rerender } = render(<Frame lines={['a', 'b']} />)
  button('b').focus()
  rerender(<Frame lines={['a', 'b']} isDialog />)
  button('Save').focus()
  rerender(<Frame lines={['a', 'b']} />)
  await has(button('b'))
})

test('however far somebody moves within a question, it leaves the keyboard where it was', async () => {
  const { rerender } = render(<Frame lines={['a', 'b']} />)
  button('b').focus()
  rerender(<Frame lines={['a', 'b']} isDialog />)
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Save']) button(name).focus()
  rerender(<Frame lines={['a', 'b']} />)
  await has(button('b'))
})

test('a new screen has it itself', async () => {
  const { rerender } = render(<Frame lines={['a', 'b']} />)
  button('b').focus()
  location.hash = '#/silences'
  rerender(<Frame lines={['a']} />)
  await has(screen.getByRole('main'))
})

test('what is only busy gets it back', async () => {
  const { rerender } = render(<Frame lines={['a', 'b']} />)
  button('b').focus()
  rerender(<Frame lines={['a', 'b']} busy="b" />)
  button('b').blur()
  rerender(<Frame lines={['a', 'b']} />)
  await has(button('b'))
})
