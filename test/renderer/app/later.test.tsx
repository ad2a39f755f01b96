import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { later } from '../../../src/renderer/app/later.tsx'
import { isStillServed } from '../../../src/renderer/app/still-served.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const Greeting = ({ name }: { readonly name: string }) => <p>Good night, {name}</p>

/** A page that was built as `build`, and what its server answers now. */
function pageOf(build: string, answer: () => Promise<Response>): void {
  vi.spyOn(document, 'querySelector').mockReturnValue({ src: `https://x.test/assets/${build}` } as never)
  vi.spyOn(window, 'fetch').mockImplementation(answer as never)
}

test('a part that was fetched ahead is drawn at once', async () => {
  const Part = later(async () => Greeting)
  await Part.fetch()
  render(<Part name="Ada" />)
  expect(screen.getByText('Good night, Ada')).toBeTruthy()
})

test('a part that is not there yet says so, then is shown', async () => {
  let arrive = (_: typeof Greeting): void => {}
  const Part = later(() => new Promise<typeof Greeting>((resolve) => (arrive = resolve)))
  render(<Part name="Ada" />)
  expect(screen.getByRole('status').textContent).toBe('Fetching this screen…')
  await act(async () => arrive(Greeting))
  expect(screen.getByText('Good night, Ada')).toBeTruthy()
})

test('what a newer server no longer has is said, and reloading is offered', async () => {
  pageOf('index-old.js', async () => new Response('<script type="module" src="./assets/index-new.js">'))
  const Part = later<object>(() => Promise.reject(new Error('404')))
  await act(async () => void render(<Part />))
  expect(screen.getByRole('alert').textContent).toContain('The server has another version than this page')
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy()
})

test('where the server does not answer, the board is not reloaded away, and trying again fetches it', async () => {
  pageOf('index-old.js', () => Promise.reject(new TypeError('Failed to fetch')))
  let isUp = false
  const Part = later(() => (isUp ? Promise.resolve(Greeting) : Promise.reject(new Error('no network'))))
  await act(async () => void render(<Part name="Ada" />))
  expect(screen.getByRole('alert').textContent).toContain('could not be fetched')
  expect(screen.queryByRole('button', { name: 'Reload' })).toBeNull()
  isUp = true
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Try again' })))
  expect(screen.getByText('Good night, Ada')).toBeTruthy()
})

test('the same build is known by the name of its file', async () => {
  pageOf('index-old.js', async () => new Response('<script type="module" src="./assets/index-old.js">'))
  expect(await isStillServed(window)).toBe(true)
})
