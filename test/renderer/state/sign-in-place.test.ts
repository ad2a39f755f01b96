import { expect, test } from 'vitest'
import {
  keepPlaceAfter,
  placeAfter,
  signInPlace,
  takePlaceAfter,
} from '../../../src/renderer/state/sign-in-place.ts'

test('the screen of signing in leads back to where one was, query and all', () => {
  const place = signInPlace({ path: '/alert/aa', query: 'filter=team%3D"a"&mine=1' })
  const [path, query = ''] = place.split('?')
  expect(path).toBe('/sign-in')
  expect(placeAfter(query)).toBe('/alert/aa?filter=team%3D"a"&mine=1')
  expect(signInPlace({ path: '/', query: '' })).toBe('/sign-in')
  // From the screen itself it stays what it was.
  expect(signInPlace({ path: '/sign-in', query })).toBe(place)
})

test.each([
  ['an address of elsewhere', 'https://evil.example.com'],
  ['one without its scheme', 'javascript:alert(1)'],
  ['the screen itself, around and around', '/sign-in?to=%2Fsign-in'],
])('%s is nowhere to go on to', (_what, to) => {
  expect(placeAfter(new URLSearchParams({ to }).toString())).toBe('/')
})

test('a place is kept while the browser is at a provider, and used once', () => {
  const shelf = new Map<string, string>()
  const storage = {
    getItem: (key: string) => shelf.get(key) ?? null,
    setItem: (key: string, value: string) => void shelf.set(key, value),
    removeItem: (key: string) => void shelf.delete(key),
  }
  keepPlaceAfter('/silences?x=1', storage)
  expect(takePlaceAfter(storage)).toBe('/silences?x=1')
  expect(takePlaceAfter(storage)).toBeUndefined()
  keepPlaceAfter('https://evil.example.com', storage)
  expect(takePlaceAfter(storage)).toBe('/')
})
