import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Audit } from '../../../../src/renderer/features/audit/audit.tsx'
import { verdictText } from '../../../../src/renderer/features/audit/chain-head.tsx'
import { sampleEntries } from '../../support/sample-audit.ts'
import { sessionOf } from '../../support/sample-session.ts'
import { type Answers, type SignedInScreen, showTo } from '../../support/signed-in.tsx'

const NOW = new Date(2026, 10, 24, 14, 6).getTime()
const [first, second, ...rest] = sampleEntries(NOW)
let shown: SignedInScreen | undefined
afterEach(() => shown?.end())

const page = (entries: readonly unknown[], cursor: string | null) => ({ entries, cursor })
const admin: Answers = { 'GET /api/v2/session': sessionOf({ role: 'admin' }) }

test('entries are read page by page, and one is opened to all that it holds', async () => {
  const answers = {
    ...admin,
    'GET /api/v2/audit?limit=100': page([first, second], '103'),
    'GET /api/v2/audit?limit=100&cursor=103': page(rest, null),
  }
  shown = await showTo(NOW, answers, <Audit />, '#/audit')
  const line = await screen.findByRole('button', { name: /silence\.save.*2 alerts, 1 silence/ })
  expect(screen.getByRole('button', { name: /nobody.*refused: not signed in/ })).toBeTruthy()
  fireEvent.click(line)
  expect(screen.getByText('session:9f8e7d6c5b4a')).toBeTruthy()
  expect(screen.getByRole('row', { name: /^ends_at/ })).toBeTruthy()
  expect(screen.getByText('2 fields stayed as before.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Older entries' }))
  expect(await screen.findByText('local administrator')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Older entries' })).toBeNull()
})

test('what is looked for stands in the place, and is what files are made of', async () => {
  const answers = {
    ...admin,
    'GET /api/v2/audit?limit=100': page([first, second], null),
    'GET /api/v2/audit?who=nobody&limit=100': page([second], null),
  }
  shown = await showTo(NOW, answers, <Audit />, '#/audit')
  await screen.findByText('Ana Lima')
  fireEvent.change(screen.getByLabelText('Who'), { target: { value: 'nobody' } })
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  await waitFor(() => expect(screen.queryByText('Ana Lima')).toBeNull())
  expect(location.hash).toBe('#/audit?who=nobody')
  expect(screen.getByRole('link', { name: 'CSV' }).getAttribute('href')).toBe(
    'https://watch.example.com/api/v2/audit?who=nobody&format=csv',
  )
})

test('a page without entries is no end: one may look further back', async () => {
  const answers = {
    ...admin,
    'GET /api/v2/audit?who=x&limit=100': page([], '50'),
    'GET /api/v2/audit?who=x&limit=100&cursor=50': page([], null),
  }
  shown = await showTo(NOW, answers, <Audit />, '#/audit?who=x')
  expect(await screen.findByText('Nothing like that was found yet.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Look further back' }))
  expect(await screen.findByText('Nothing like that was found.')).toBeTruthy()
})

test('what could not be read says so, and is asked for again', async () => {
  const refusal = { ok: false, reason: 'unreachable', message: 'connection refused' }
  const answers: Answers = { ...admin, 'GET /api/v2/audit?limit=100': refusal }
  shown = await showTo(NOW, answers, <Audit />, '#/audit')
  expect(await screen.findByText(/The log could not be read: the server was not reached/)).toBeTruthy()
  answers['GET /api/v2/audit?limit=100'] = page([first], null)
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Ana Lima')).toBeTruthy()
})

test('who may not look is told why, and nothing is asked for', async () => {
  shown = await showTo(NOW, { 'GET /api/v2/session': sessionOf({ role: 'responder' }) }, <Audit />)
  expect(screen.getByText(/Your role is responder: this needs an administrator/)).toBeTruthy()
  expect(shown.asked.some(({ path }) => path.includes('audit'))).toBe(false)
})

test('a chain that was touched says where; one that is whole says what that does not prove', () => {
  const verdict = {
    whole: true,
    entries: 5,
    first: 1,
    last: 5,
    head: '5:ab',
    anchored: false,
    trimmed_to: null,
  }
  expect(verdictText({ ...verdict, problems: [] })).toContain('Whole: 5 entries follow from each other.')
  expect(verdictText({ ...verdict, problems: [] })).toContain('only an end that was kept outside tells')
  const problems = [{ sequence: 3, message: 'its text was changed' }]
  expect(verdictText({ ...verdict, whole: false, problems })).toBe(
    'The chain is NOT whole. Entry 3: its text was changed.',
  )
})
