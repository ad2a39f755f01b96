import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Settings } from '../../../../src/renderer/features/settings/settings.tsx'
import type { DeskState } from '../../../../src/shared/desk-state.ts'
import { type DeskScreen, showOnDesk } from '../../support/desk-screen.tsx'
import { deskState } from '../../support/fake-desk.ts'
import { sessionOf } from '../../support/sample-session.ts'

const NOW = new Date(2026, 10, 24, 3, 25).getTime()
let shown: DeskScreen | undefined
afterEach(() => shown?.end())

function show(initial: DeskState = deskState({ name: 'Priya' })): DeskScreen {
  shown = showOnDesk(NOW, initial, () => <Settings />, '#/settings')
  return shown
}

test.each([
  ['none', 'None.'],
  ['stored', 'Stored in the safe store of this system.'],
  ['memory', 'Kept until you quit: this system has no safe store.'],
] as const)('where the token is (%s) is said: %s', (token, said) => {
  show(deskState({}, { token }))
  expect(screen.getByText(said)).toBeTruthy()
})

test('the name is taken when its field is left; an empty one is put back', async () => {
  const { desk, toasts } = show()
  const field = screen.getByLabelText<HTMLInputElement>('Display name', { selector: 'input' })
  fireEvent.change(field, { target: { value: ' Ana ' } })
  expect(desk.bridge.desk.settings.name).toBe('Priya')
  fireEvent.blur(field)
  await waitFor(() => expect(toasts()).toEqual(['You are Ana.']))
  expect(desk.bridge.desk.settings.name).toBe('Ana')
  fireEvent.change(field, { target: { value: ' ' } })
  fireEvent.blur(field)
  await waitFor(() => expect(field.value).toBe('Ana'))
  expect(desk.bridge.desk.settings.name).toBe('Ana')
})

test('where people sign in there is no name to type: it is the one that the server knows', async () => {
  const { watchfloor } = show(deskState({ name: 'Batman' }))
  act(() => watchfloor.who.setState(sessionOf({ role: 'viewer', scope: { team: ['payments'] } })))
  expect(screen.queryByLabelText('Display name')).toBeNull()
  expect(screen.getByText('Ana Lima')).toBeTruthy()
  expect(screen.getByText(/You see alerts with team = payments, and no others\./)).toBeTruthy()
})

test('quiet hours go on as they usually are, change by their fields, and go off', async () => {
  const { desk, toasts } = show()
  const hours = () => desk.bridge.desk.settings.quiet_hours
  fireEvent.click(screen.getByRole('switch', { name: 'Quiet hours' }))
  await waitFor(() => expect(hours()).toEqual({ from: '22:00', to: '07:00' }))
  const from = await screen.findByLabelText<HTMLInputElement>('Quiet hours from')
  fireEvent.change(from, { target: { value: '9' } })
  fireEvent.blur(from)
  expect(screen.getByText('A time looks like 22:00. Nothing changed yet.')).toBeTruthy()
  expect(hours()).toEqual({ from: '22:00', to: '07:00' })
  fireEvent.change(from, { target: { value: '2130' } })
  fireEvent.blur(from)
  await waitFor(() => expect(hours()).toEqual({ from: '21:30', to: '07:00' }))
  expect(toasts()).toEqual(['Quiet from 21:30 to 07:00. Only criticals notify then.'])
  fireEvent.click(screen.getByRole('switch', { name: 'Quiet hours' }))
  await waitFor(() => expect(hours()).toBeNull())
})

test('a pause can be ended where it was begun', async () => {
  const { desk } = show()
  fireEvent.click(screen.getByRole('button', { name: 'Pause 1 h' }))
  expect(await screen.findByText('Paused until 04:25. Nothing notifies, criticals included.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }))
  await waitFor(() => expect(desk.bridge.desk.settings.paused_until).toBeNull())
})

test('the text on lock screens shows an example of itself', async () => {
  show()
  expect(screen.getByText('Critical · CheckoutErrorRate')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'Private' }))
  expect(await screen.findByText('Critical alert in watch.example.com')).toBeTruthy()
})

test('an update waits in words while a critical is open, and restarts the app when that is over', async () => {
  const waiting = { for: 'criticals', count: 2 } as const
  const update = { kind: 'ready', version: '1.2.0', waiting } as const
  const { desk } = show(deskState({}, { update }))
  const restart = (): HTMLButtonElement => screen.getByRole('button', { name: 'Restart to update' })
  expect(screen.getByText('0.1.0 runs. 1.2.0 is ready and waits: 2 criticals are open.')).toBeTruthy()
  expect(restart().disabled).toBe(true)
  desk.change({ update: { ...update, waiting: null } })
  await waitFor(() => expect(restart().disabled).toBe(false))
  fireEvent.click(restart())
  await waitFor(() => expect(desk.updates).toEqual(['installUpdate']))
})

test('a package of the system is announced with the line to type', () => {
  const line = "curl -fO 'https://watch.example.com/desktop/watchfloor_1.2.0_amd64.deb'"
  show(deskState({}, { update: { kind: 'announced', version: '1.2.0', line } }))
  expect(screen.getByText(line)).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Restart to update' }).disabled).toBe(true)
})

test('what an administrator locked is shown as such, with its value, and cannot be changed here', () => {
  const locked = ['server', 'name', 'quiet_hours', 'notification_text', 'update_channel'] as const
  const place = '/etc/watchfloor/desktop.json'
  const settings = {
    name: 'Floor',
    quiet_hours: { from: '22:00', to: '07:00' },
    update_channel: 'off',
  } as const
  show(deskState(settings, { administrator: { place, locked, trouble: null } }))
  expect(screen.getAllByText('Set by your administrator')).toHaveLength(5)
  expect(screen.getByText('https://watch.example.com')).toBeTruthy()
  expect(screen.getByText(/^Floor\. Shown when you acknowledge/)).toBeTruthy()
  expect(screen.getByText('From 22:00 to 07:00. Only criticals notify then.')).toBeTruthy()
  expect(screen.getByText('Watchfloor looks for no updates.')).toBeTruthy()
  expect(screen.getByText(/^Full: notifications name the alert/)).toBeTruthy()
  expect(screen.queryByText('Change…')).toBeNull()
  expect(screen.queryByRole('switch', { name: 'Quiet hours' })).toBeNull()
  expect(screen.queryByRole('radio', { name: 'Private' })).toBeNull()
  expect(screen.getByText(`From ${place}. You may change what is not marked.`)).toBeTruthy()
})

test('settings of an administrator that do not count are said not to', () => {
  const trouble = 'others may write it (chmod go-w)'
  show(deskState({}, { administrator: { place: '/etc/x', locked: [], trouble } }))
  expect(screen.getByText(/^None of them count: \/etc\/x: others may write it/)).toBeTruthy()
  expect(screen.queryByText('Set by your administrator')).toBeNull()
})

test('starting at login is a switch, which a toast can undo', async () => {
  const { desk, toasts } = show()
  const isSet = () => desk.bridge.desk.settings.starts_at_login
  fireEvent.click(screen.getByRole('switch', { name: 'Start when I sign in' }))
  await waitFor(() => expect(isSet()).toBe(true))
  expect(toasts()).toEqual(['Watchfloor starts when you sign in.'])
  fireEvent.click(screen.getByRole('switch', { name: 'Start when I sign in' }))
  await waitFor(() => expect(isSet()).toBe(false))
})

test('a report is made without the alerts’ labels unless they are asked for, and where it is stays on the screen', async () => {
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Make a report' }))
  expect(await screen.findByText('Made: /reports/without. Read it before you send it.')).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox', { name: 'With the alerts’ labels' }))
  fireEvent.click(screen.getByRole('button', { name: 'Make a report' }))
  expect(await screen.findByText('Made: /reports/with. Read it before you send it.')).toBeTruthy()
})
