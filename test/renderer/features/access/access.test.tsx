import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Access } from '../../../../src/renderer/features/access/access.tsx'
import { sampleCredentials, sampleSessions } from '../../support/sample-access.ts'
import { NOBODY, sessionOf } from '../../support/sample-session.ts'
import { type Answers, type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = new Date(2026, 10, 24, 14, 6).getTime()
const TOKEN = 'wfl_0123456789abcdef'
let shown: SignedInScreen | undefined
afterEach(() => shown?.end())

function answersTo(part: Answers = {}): Answers {
  return {
    'GET /api/v2/session': sessionOf({ role: 'admin' }),
    'GET /api/v2/credentials': { credentials: sampleCredentials(NOW) },
    'GET /api/v2/sessions': { sessions: sampleSessions(NOW) },
    ...part,
  }
}

test('a token is shown once: nowhere in the state of the page, and gone when it is put out of sight', async () => {
  const [credential] = sampleCredentials(NOW)
  shown = await showTo(
    NOW,
    answersTo({ 'POST /api/v2/credentials': { token: TOKEN, credential } }),
    <Access />,
  )
  fireEvent.click(await screen.findByRole('button', { name: 'New token…' }))
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Ana Lima' } })
  fireEvent.click(screen.getByRole('button', { name: 'Make the token' }))
  expect(await screen.findByText(TOKEN)).toBeTruthy()
  expect(shown.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ name: 'Ana Lima' })
  expect(shown.toasts()).toEqual([])
  expect(location.href).not.toContain(TOKEN)
  fireEvent.click(screen.getByRole('button', { name: 'Put it out of sight' }))
  await waitFor(() => expect(document.body.innerHTML).not.toContain(TOKEN))
})

test('what is still needed is said when the token is asked for, and nothing is asked of the server', async () => {
  shown = await showTo(NOW, answersTo(), <Access />)
  fireEvent.click(await screen.findByRole('button', { name: 'New token…' }))
  fireEvent.click(screen.getByRole('button', { name: 'Make the token' }))
  expect(screen.getByText('Still needed: a name.')).toBeTruthy()
  expect(shown.asked.some(({ method }) => method === 'POST')).toBe(false)
})

test('before a token is revoked it is said what ends, its sessions counted', async () => {
  const answers = answersTo({ 'DELETE /api/v2/credentials/3f0c6f1d22ab': {} })
  shown = await showTo(NOW, answers, <Access />)
  await screen.findByText('Priya Nair')
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke the token of Ana Lima…' }))
  const question = await screen.findByRole('dialog')
  expect(within(question).getByText(/so does the session that was opened with it/)).toBeTruthy()
  answers['GET /api/v2/credentials'] = { credentials: sampleCredentials(NOW).slice(1) }
  fireEvent.click(within(question).getByText('Revoke'))
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: 'Revoke the token of Ana Lima…' })).toBeNull(),
  )
})

test('a revocation that fails stays on the question, and says that nothing changed', async () => {
  const refusal = { ok: false, reason: 'busy', message: 'too many requests' }
  shown = await showTo(NOW, answersTo({ 'DELETE /api/v2/credentials/3f0c6f1d22ab': refusal }), <Access />)
  fireEvent.click(await screen.findByRole('button', { name: 'Revoke the token of Ana Lima…' }))
  fireEvent.click(within(await screen.findByRole('dialog')).getByText('Revoke'))
  expect(
    await screen.findByText('Token not revoked: the server is busy. Nothing changed. (too many requests)'),
  ).toBeTruthy()
})

test('a session that is ended by hand says whose it is', async () => {
  const answers = answersTo({ 'DELETE /api/v2/sessions/s2': {} })
  shown = await showTo(NOW, answers, <Access />)
  fireEvent.click(await screen.findByRole('button', { name: 'End the session of Priya Nair, desk…' }))
  const question = await screen.findByRole('dialog')
  expect(within(question).getByText(/That desk is signed out within seconds/)).toBeTruthy()
  answers['GET /api/v2/sessions'] = { sessions: sampleSessions(NOW).slice(0, 1) }
  fireEvent.click(within(question).getByText('End it'))
  await waitFor(() => expect(screen.queryByText('Priya Nair')).toBeNull())
})

test.each([
  ['a viewer', sessionOf({ role: 'viewer' }), /Your role is viewer: this needs an administrator/],
  ['nobody', NOBODY, /You are not signed in/],
  ['whoever comes where nobody signs in', { sign_in: 'off', who: null }, /Nobody signs in on this server/],
])('%s is told why there is nothing here, and nothing is asked for', async (_who, session, said) => {
  shown = await showTo(NOW, answersTo({ 'GET /api/v2/session': session }), <Access />)
  expect(screen.getByText(said)).toBeTruthy()
  expect(shown.asked.map(({ path }) => path)).not.toContain('/api/v2/credentials')
})

test('a list that cannot be read says so, and is asked for again', async () => {
  const refusal = { ok: false, reason: 'unreachable', message: 'connection refused' }
  const answers = answersTo({ 'GET /api/v2/credentials': refusal })
  shown = await showTo(NOW, answers, <Access />)
  expect(await screen.findByText(/The tokens could not be read: the server was not reached/)).toBeTruthy()
  answers['GET /api/v2/credentials'] = { credentials: [] }
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/There are none/)).toBeTruthy()
})
