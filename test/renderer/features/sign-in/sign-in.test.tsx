import { fireEvent, screen, waitFor } from '@testing-library/react'
import type { Who } from '@watchfloor/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SignIn } from '../../../../src/renderer/features/sign-in/sign-in.tsx'
import { WhoLines } from '../../../../src/renderer/features/sign-in/who-lines.tsx'
import { WhoMenu } from '../../../../src/renderer/features/sign-in/who-menu.tsx'
import { NOBODY, sessionOf } from '../../support/sample-session.ts'
import { type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = new Date(2026, 10, 24, 14, 6).getTime()
const BOTH = {
  ways: [{ kind: 'openid', name: 'Example ID', url: '/sign-in/openid' }, { kind: 'token' }],
}
let shown: SignedInScreen | undefined
beforeEach(() => Object.assign(window, { isSecureContext: true }))
afterEach(() => shown?.end())

test('all ways of the server are offered; who comes back from a provider goes on where they were', async () => {
  const answers = { 'GET /api/v2/session': NOBODY, 'GET /api/v2/sign-in': BOTH }
  shown = await showTo(NOW, answers, <SignIn />, '#/sign-in?to=%2Fsilences%3Fx%3D1')
  const provider = await screen.findByRole<HTMLAnchorElement>('link', { name: 'Sign in with Example ID' })
  expect(provider.href).toBe('https://watch.example.com/sign-in/openid')
  provider.addEventListener('click', (event) => event.preventDefault())
  fireEvent.click(provider)
  expect(sessionStorage.getItem('watchfloor.place-after-sign-in')).toBe('/silences?x=1')
  expect(screen.getByLabelText('Token')).toBeTruthy()
})

test('a token is changed for a session, and one is back at the place that wanted it', async () => {
  const answers: Record<string, unknown> = { 'GET /api/v2/session': NOBODY, 'GET /api/v2/sign-in': BOTH }
  shown = await showTo(NOW, answers, <SignIn />, '#/sign-in?to=%2Fsilences')
  const field = await screen.findByLabelText<HTMLInputElement>('Token')
  answers['POST /api/v2/session'] = { ok: false, reason: 'signed_out', message: 'this token was revoked' }
  fireEvent.change(field, { target: { value: ' wfl_x ' } })
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('Not signed in: this token was revoked.')).toBeTruthy()
  answers['POST /api/v2/session'] = sessionOf()
  answers['GET /api/v2/session'] = sessionOf()
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(location.hash).toBe('#/silences'))
  expect(shown.asked.findLast(({ method }) => method === 'POST')?.body).toEqual({ token: 'wfl_x' })
})

test('who is let in meanwhile by another way, as a desk by the browser, is back where they were, too', async () => {
  const answers: Record<string, unknown> = { 'GET /api/v2/session': NOBODY, 'GET /api/v2/sign-in': BOTH }
  shown = await showTo(NOW, answers, <SignIn />, '#/sign-in?to=%2Fhealth')
  await screen.findByLabelText('Token')
  answers['GET /api/v2/session'] = sessionOf()
  await shown.watchfloor.who.refresh()
  await waitFor(() => expect(location.hash).toBe('#/health'))
})

test('who is signed in already stays on the screen that says so', async () => {
  shown = await showTo(NOW, { 'GET /api/v2/session': sessionOf() }, <SignIn />, '#/sign-in?to=%2Fhealth')
  await screen.findByText('Ana Lima')
  expect(location.hash).toBe('#/sign-in?to=%2Fhealth')
})

test('a session that ended says when', async () => {
  const answers: Record<string, unknown> = {
    'GET /api/v2/session': sessionOf({ expires_at: new Date(2026, 10, 24, 14, 5).toISOString() }),
    'GET /api/v2/sign-in': BOTH,
  }
  shown = await showTo(NOW, answers, <SignIn />, '#/sign-in')
  answers['GET /api/v2/session'] = NOBODY
  await shown.watchfloor.who.refresh()
  expect(
    await screen.findByText('Your session ended at 14:05. Sign in again, and you are back where you were.'),
  ).toBeTruthy()
})

test('who is signed in sees their name, role, part and end', async () => {
  const until = new Date(2026, 10, 24, 22, 0).toISOString()
  const session = sessionOf({ role: 'viewer', scope: { team: ['payments', 'checkout'] }, expires_at: until })
  shown = await showTo(
    NOW,
    { 'GET /api/v2/session': session },
    <>
      <WhoMenu />
      <WhoLines who={session.who as Who} />
    </>,
  )
  const said = 'Signed in: Ana Lima, viewer, sees a part of the alerts'
  expect(screen.getByRole('button', { name: said }).getAttribute('aria-haspopup')).toBe('dialog')
  expect(
    await screen.findByText('You see alerts with team = payments or checkout, and no others.'),
  ).toBeTruthy()
  expect(screen.getByText('You are signed in until 22:00.')).toBeTruthy()
  expect(screen.getByText('Sign out')).toBeTruthy()
})

test('where nobody signs in, the frame says nothing of it', async () => {
  shown = await showTo(NOW, { 'GET /api/v2/session': { sign_in: 'off', who: null } }, <WhoMenu />)
  expect(document.querySelector('button, a')).toBeNull()
})
