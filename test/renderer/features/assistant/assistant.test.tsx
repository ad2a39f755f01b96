import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Assistant } from '../../../../src/renderer/features/assistant/assistant.tsx'
import type { DeskState } from '../../../../src/shared/desk-state.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { deskState } from '../../support/fake-desk.ts'

const NOW = Date.UTC(2026, 10, 24, 3)
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function show(initial: DeskState, hash: string): DeskScreen {
  shown = showOnDesk(NOW, initial, ({ bridge }) => <Assistant desktop={bridge} />, hash)
  return shown
}

const first = deskState({ server: null, is_welcomed: false })
const button = (name: string): HTMLButtonElement => screen.getByRole('button', { name })
const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}

test('before there is a server its step is the only one, whatever the address of the page says', () => {
  show(first, '#/welcome?step=3')
  expect(screen.getByText('1 of 4')).toBeTruthy()
  expect(screen.queryByText('Skip')).toBeNull()
})

test('it goes on only after a test of exactly this address and token', async () => {
  show(first, '#/welcome')
  type('Address', 'watch.example.com')
  expect(button('Continue').disabled).toBe(true)
  fireEvent.click(button('Test'))
  await screen.findByText('Reached in 12 ms. Version 0.1.0. 47 alerts firing, 3 sources.')
  expect(button('Continue').disabled).toBe(false)
  type('Token (optional)', 's3cret')
  expect(button('Continue').disabled).toBe(true)
  expect(screen.queryByText(/^Reached/)).toBeNull()
})

test('the server and its token are saved in this order, and the next step is in the address of the page', async () => {
  const { desk } = show(first, '#/welcome')
  const order: string[] = []
  desk.bridge.onDesk(({ settings, token }) => order.push(`${settings.server} ${token}`))
  type('Address', 'watch.example.com')
  type('Token (optional)', 's3cret')
  fireEvent.click(button('Test'))
  await waitFor(() => expect(button('Continue').disabled).toBe(false))
  fireEvent.click(button('Continue'))
  await screen.findByText('2 of 4')
  expect(order).toEqual(['https://watch.example.com none', 'https://watch.example.com stored'])
  expect(desk.tokens).toEqual(['s3cret'])
  expect(location.hash).toBe('#/welcome?step=2')
})

test('a server that cannot be saved leaves the person where they are, with what they typed', async () => {
  const { desk, toasts } = show(first, '#/welcome')
  type('Address', 'watch.example.com')
  fireEvent.click(button('Test'))
  await waitFor(() => expect(button('Continue').disabled).toBe(false))
  desk.refuse.settings = { ok: false, reason: 'invalid', message: 'too long' }
  fireEvent.click(button('Continue'))
  await waitFor(() => expect(toasts()).toEqual(['Setting not saved. Nothing changed. (too long)']))
  expect(screen.getByText('1 of 4')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('Address').value).toBe('watch.example.com')
})

test('the broken hop is named in the words of the badge, the detail below', async () => {
  const { desk } = show(first, '#/welcome')
  desk.facts = async () => ({
    ok: false,
    reason: 'unreachable',
    message: 'getaddrinfo ENOTFOUND watch.example.com',
    hop: 'dns',
  })
  type('Address', 'watch.example.com')
  fireEvent.click(button('Test'))
  expect(await screen.findByText('Not reached · watch.example.com not found (VPN?)')).toBeTruthy()
  expect(screen.getByText('getaddrinfo ENOTFOUND watch.example.com')).toBeTruthy()
  expect(button('Continue').disabled).toBe(true)
})

test('the name is proposed, saved, and not lost by going back', async () => {
  const { desk } = show(deskState({ is_welcomed: false }), '#/welcome?step=2')
  const name = (): string => screen.getByLabelText<HTMLInputElement>('Display name').value
  expect(name()).toBe('priya')
  type('Display name', 'Priya N.')
  fireEvent.click(button('Back'))
  expect(await screen.findByText('1 of 4')).toBeTruthy()
  fireEvent.click(button('Continue'))
  await screen.findByText('2 of 4')
  expect(name()).toBe('Priya N.')
  fireEvent.click(button('Continue'))
  await screen.findByText('3 of 4')
  expect(desk.bridge.desk.settings.name).toBe('Priya N.')
})

test('the rest can be skipped, and that is remembered', async () => {
  const { desk } = show(deskState({ is_welcomed: false }), '#/welcome?step=2')
  fireEvent.click(button('Skip the rest'))
  await waitFor(() => expect(desk.bridge.desk.settings.is_welcomed).toBe(true))
  expect(location.hash).toBe('#/')
  expect(desk.bridge.desk.settings.name).toBeNull()
})

test('what became of the test notification is told as it happens; who did not see it is told where to look', async () => {
  const { desk } = show(deskState({ is_welcomed: false }), '#/welcome?step=3')
  expect(
    screen.getByText('When this computer sleeps, nobody rings here. Keep your pager for that.'),
  ).toBeTruthy()
  fireEvent.click(button('Send a test notification'))
  expect(await screen.findByText('Asked. The system has not said yet that it showed it.')).toBeTruthy()
  const [row] = desk.inbox
  if (row === undefined) throw new Error('the test has no row')
  desk.rows([{ ...row, outcome: 'shown', outcome_at: new Date(NOW).toISOString() }])
  expect(await screen.findByText(/^The system showed it at \d\d:00:00\.$/)).toBeTruthy()
  fireEvent.click(button('No'))
  expect(screen.getByText('Where to look')).toBeTruthy()
  desk.rows([{ ...row, outcome: 'failed', error: 'no daemon' }])
  expect(await screen.findByText('The system refused it: no daemon.')).toBeTruthy()
})
