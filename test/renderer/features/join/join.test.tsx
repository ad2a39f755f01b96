import { fireEvent, screen, waitFor } from '@testing-library/react'
import type { Refusal } from '@watchfloor/client'
import { afterEach, expect, test } from 'vitest'
import { Join } from '../../../../src/renderer/features/join/join.tsx'
import type { DeskState } from '../../../../src/shared/desk-state.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { deskState } from '../../support/fake-desk.ts'

const NEW = 'https://new.example.com'
const CODE = 'A'.repeat(43)
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function follow(initial: DeskState, server = NEW): DeskScreen {
  const query = new URLSearchParams({ server, code: CODE })
  shown = showOnDesk(0, initial, ({ bridge }) => <Join desktop={bridge} />, `#/join?${query}`)
  return shown
}

const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }))

test('a first server is shown whole, joined when asked, and the assistant goes on', async () => {
  const { desk } = follow(deskState({ server: null, is_welcomed: false }), `${NEW}:8443/floor`)
  expect(screen.getByText('new.example.com:8443').tagName).toBe('STRONG')
  expect(screen.getByText('new.example.com:8443').parentElement?.textContent).toBe(`${NEW}:8443/floor`)
  expect(desk.joined).toEqual([])
  press('Join')
  await waitFor(() => expect(location.hash).toBe('#/welcome?step=2'))
  expect(desk.joined).toEqual([[`${NEW}:8443/floor`, null]])
})

test('the server that it takes the place of is named, and named to main', async () => {
  const { desk } = follow(deskState())
  expect(screen.getByRole('note').textContent).toContain('https://watch.example.com')
  press('Join and replace')
  await waitFor(() => expect(desk.joined).toEqual([[NEW, 'https://watch.example.com']]))
})

test('not now leaves everything as it is', () => {
  const { desk } = follow(deskState())
  press('Not now')
  expect(location.hash).toBe('#/')
  expect(desk.joined).toEqual([])
})

test('a host that only looks like another is shown as it is asked for', () => {
  follow(deskState(), 'https://wаtch.example.com')
  expect(screen.getByText(/^xn--/)).toBeTruthy()
})

test.each<readonly [Partial<Refusal>, RegExp]>([
  [{ code: 'used' }, /used already.*not you/],
  [{ code: 'expired' }, /too old/],
  [{ code: 'not_found', reason: 'not_found' }, /does not know this link/],
  [{ code: 'too_many_requests', reason: 'busy' }, /in a minute/],
  [{ reason: 'unreachable', hop: 'refused' }, /server does not answer/],
  [{ reason: 'not_found' }, /no Watchfloor server/],
  [{ reason: 'forbidden', message: 'Your administrator has set it.' }, /Your administrator has set it/],
])('%j is said in words', async (refusal, words) => {
  const { desk } = follow(deskState())
  desk.refuse.join = { ok: false, reason: 'invalid', message: 'as the server says', ...refusal }
  press('Join and replace')
  expect(await screen.findByText(words)).toBeTruthy()
  expect(location.hash).toMatch(/^#\/join/)
})

test('there is nothing to join where it leads to the same server, to one that may not be, or nowhere', () => {
  follow(deskState(), 'https://watch.example.com/')
  expect(screen.getByText('This desk watches it already')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Join/ })).toBeNull()
  shown?.end()
  const administrator = { place: '/etc/x', locked: ['server'] as const, trouble: null }
  follow(deskState({}, { administrator }))
  expect(screen.getByText('Your administrator has set another server')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Join/ })).toBeNull()
  shown?.end()
  follow(deskState(), 'http://new.example.com')
  expect(screen.getByText('This join link cannot be followed')).toBeTruthy()
  press('Back')
  expect(location.hash).toBe('#/')
})
