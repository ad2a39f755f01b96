import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { type BoardSilence, noCounts } from '@watchfloor/contract'
import { afterEach, expect, test } from 'vitest'
import { SilenceList } from '../../../../src/renderer/features/rail/silence-list.tsx'
import { SilenceForm } from '../../../../src/renderer/features/silences/silence-form.tsx'
import { Silences } from '../../../../src/renderer/features/silences/silences.tsx'
import { byRule } from '../../../../src/renderer/features/silences/verdict.ts'
import { silencePlace } from '../../../../src/renderer/state/silence-link.ts'
import { sampleAlert, sampleSilence } from '../../support/board-parts.ts'
import { sampleBoard } from '../../support/sample-fleet.ts'
import { sessionOf } from '../../support/sample-session.ts'
import { type Answers, type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = new Date(2026, 10, 24, 14, 6).getTime()
let shown: SignedInScreen | undefined
afterEach(() => shown?.end())

const hour = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString()
const PROPOSED: BoardSilence = sampleSilence({
  state: 'pending',
  comment: 'rebuild of eu-1',
  ends_at: hour(9),
  proposal: {
    by: 'Bo Berg',
    subject: 'oidc:x#bo',
    at: hour(0),
    until: hour(1),
    reason: 'the rule "all" lets a silence end 2h from now at the latest',
  },
})

async function showSilences(silence = PROPOSED, answers: Answers = {}): Promise<SignedInScreen> {
  const session = { 'GET /api/v2/session': sessionOf() }
  const made = await showTo(
    NOW,
    Object.assign(answers, session),
    <>
      <Silences />
      <SilenceList />
    </>,
    '#/silences',
  )
  const alerts = [sampleAlert({ labels: { severity: 'critical' } })]
  act(() => made.server.board({ ...sampleBoard({ count: 0, now: NOW }), alerts, silences: [silence] }))
  shown = made
  return made
}

test('what somebody wants is no silence: it stands apart, says what it would hide, and is confirmed by another', async () => {
  const { asked, toasts } = await showSilences(PROPOSED, { 'POST /api/v2/silences/s1/confirm': {} })
  expect(screen.queryByRole('button', { name: /End silence/ })).toBeNull()
  expect(screen.getByText('1 more waits for a second person')).toBeTruthy()
  expect(screen.getByText(/Bo Berg wants it until 23:06; the question lapses at 15:06/)).toBeTruthy()
  expect(screen.getByText(/Confirmed now, it would hide 1 alert, 1 critical\./)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Confirm silence rebuild of eu-1' }))
  await waitFor(() => expect(toasts()).toEqual(['Confirmed: the silence holds from now on.']))
  expect(asked.at(-1)).toEqual({ method: 'POST', path: '/api/v2/silences/s1/confirm', body: {} })
})

test('nobody confirms what they want themselves; they take it back', async () => {
  const mine = { ...PROPOSED, proposal: { ...PROPOSED.proposal, by: 'Ana Lima' } } as BoardSilence
  const { asked, toasts } = await showSilences(mine, { 'POST /api/v2/silences/s1/refuse': {} })
  const confirm = screen.getByRole('button', { name: 'Confirm silence rebuild of eu-1' })
  expect(confirm.getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(confirm)
  expect(toasts()).toEqual(['You want this silence yourself: another person has to confirm it.'])
  expect(asked.some(({ method }) => method === 'POST')).toBe(false)
  fireEvent.click(screen.getByRole('button', { name: 'Take back silence rebuild of eu-1' }))
  await waitFor(() => expect(toasts()).toContain('Refused: the silence will not hold.'))
})

test('a word that comes too late says so', async () => {
  const late = { ok: false, reason: 'conflict', message: 'it waits for nobody any more' }
  const { toasts } = await showSilences(PROPOSED, { 'POST /api/v2/silences/s1/confirm': late })
  fireEvent.click(screen.getByRole('button', { name: 'Confirm silence rebuild of eu-1' }))
  await waitFor(() => expect(toasts()[0]).toMatch(/^Not confirmed: .*it waits for nobody any more/))
})

test('whoever wants more than they may is told that nothing is in force yet, and why', async () => {
  const answers: Answers = {
    'GET /api/v2/session': sessionOf(),
    'POST /api/v2/silences/save': {
      silence: (({ sequence: _, ...silence }) => silence)(PROPOSED),
      hides: { count: 0, firing: 0, share: 0, by_level: noCounts(), sample: [] },
    },
  }
  const place = silencePlace({ alertname: 'QueueLag', cluster: 'eu-1' }, 1)
  shown = await showTo(NOW, answers, <SilenceForm />, `#${place}`)
  act(() => shown?.server.board(sampleBoard({ count: 0, now: NOW })))
  fireEvent.change(await screen.findByLabelText('Comment'), { target: { value: 'rebuild' } })
  fireEvent.submit(screen.getByLabelText('Comment').closest('form') as HTMLFormElement)
  await waitFor(() =>
    expect(shown?.toasts()).toEqual(['Not in force yet: another person has to confirm it before 15:06.']),
  )
  const by = within(document.body).getByLabelText<HTMLInputElement>('By')
  expect([by.value, by.readOnly]).toEqual(['Ana Lima', true])
})

test('the form says before whether a rule refuses it, or has it wait', () => {
  const allowed = { kind: 'allowed', warnings: [], action: 'Silence 3 alerts' } as const
  expect(byRule(allowed, undefined)).toBe(allowed)
  expect(byRule(allowed, { verdict: 'refused', message: 'no rule is for you' })).toMatchObject({
    kind: 'refused',
    warnings: ['You may not: no rule is for you.'],
  })
  expect(byRule(allowed, { verdict: 'proposed', message: 'it is too long' })).toMatchObject({
    kind: 'allowed',
    action: 'Ask another person to silence 3 alerts',
  })
})
