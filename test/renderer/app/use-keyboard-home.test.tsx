import { cleanup, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useKeyboardHome } from '../../../src/renderer/app/use-keyboard-home.ts'

afterEach(cleanup)

function Frame({ place }: { readonly place: string }): ReactNode {
  const home = useKeyboardHome(place)
  return (
    <main ref={home} tabIndex={-1}>
      {place === '/form' ? <button type="button">Save</button> : <p>Board</p>}
    </main>
  )
}

test('the keyboard that went with a screen is in the next one; at the start nothing is taken', () => {
  const { rerender } = render(<Frame place="/" />)
  expect(document.activeElement).toBe(document.body)
  rerender(<Frame place="/form" />)
  screen.getByRole('button', { name: 'Save' }).focus()
  rerender(<Frame place="/" />)
  expect(document.activeElement).toBe(screen.getByRole('main'))
})
