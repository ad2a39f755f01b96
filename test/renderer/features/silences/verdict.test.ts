import {
  type BoardAlert,
  type GuardLimits,
  type Matcher,
  matcherToData,
  parseMatcher,
} from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { narrower } from '../../../../src/renderer/features/silences/narrower.ts'
import { stillAsked } from '../../../../src/renderer/features/silences/use-question.ts'
import {
  figuresOf,
  hiddenText,
  judge,
  meantText,
  preview,
} from '../../../../src/renderer/features/silences/verdict.ts'
import { sampleAlert } from '../../support/board-parts.ts'

function matchers(...texts: readonly string[]): readonly Matcher[] {
  return texts.map((text) => {
    const matcher = parseMatcher(text)
    if (!matcher.ok) throw new Error(matcher.error)
    return matcher.value
  })
}

function alerts(count: number, alertname: string, severity = 'warning', part: Partial<BoardAlert> = {}) {
  return Array.from({ length: count }, (_, index) =>
    sampleAlert({ fingerprint: `${alertname}${index}`, labels: { alertname, severity }, ...part, alertname }),
  )
}

const judged = (
  texts: readonly string[],
  board: readonly BoardAlert[],
  { guard, before }: { readonly guard?: GuardLimits; readonly before?: readonly string[] } = {},
) => {
  const compiled = matchers(...texts)
  const seen = preview(compiled, board)
  return judge({
    matchers: compiled,
    seen,
    figures: figuresOf(seen, null),
    guard,
    before: before && { state: 'active', matchers: matchers(...before).map(matcherToData) },
  })
}

test('resolved alerts are neither counted nor hidden', () => {
  const board = [...alerts(2, 'Disk'), ...alerts(3, 'Gone', 'high', { status: 'resolved' })]
  const seen = preview(matchers('cluster="eu-1"'), board)
  expect(hiddenText(figuresOf(seen, null))).toBe('Hides 2 now of 2 firing.')
})

test('the button names what will happen, and a critical that nobody has is named', () => {
  const verdict = judged(
    ['cluster="eu-1"', 'alertname!="Other"'],
    [...alerts(1, 'PaymentsDown', 'critical'), ...alerts(3, 'Disk'), ...alerts(16, 'Other')],
  )
  expect(verdict.action).toBe('Silence 1 critical and 3 more')
  expect(verdict.warnings).toContain('This hides a critical alert that nobody has: PaymentsDown.')
  expect(verdict.kind).toBe('allowed')
})

test('what hides a large share of the board needs its number typed', () => {
  const board = [...alerts(12, 'Disk'), ...alerts(20, 'Other')]
  const verdict = judged(['alertname="Disk"'], board)
  expect(verdict.kind).toBe('typed')
  expect(verdict.warnings).toEqual(['This hides 12 of 32 firing alerts (38 %).'])
})

test.each([
  ['matchers that take an absent label', ['team=""']],
  ['a regular expression for everything', ['alertname=~".*"']],
])('S30: %s are refused, as Alertmanager refuses them', (_, texts) => {
  const verdict = judged(texts, [...alerts(2, 'Disk'), ...alerts(1, 'Queue')])
  expect(verdict.kind).toBe('refused')
  expect(verdict.warnings).toEqual([
    'This would hide everything, also what is yet to come. Add a label that limits it.',
  ])
})

test('S30: what hides all that fires is asked about, and not refused', () => {
  const verdict = judged(['cluster="eu-1"'], [...alerts(2, 'Disk'), ...alerts(2, 'Queue')])
  expect(verdict).toMatchObject({ kind: 'typed', warnings: ['This hides all 4 alerts that fire.'] })
})

test('S30: a negative matcher limits, and hides what it hides', () => {
  const us = alerts(6, 'Ours', 'warning', { labels: { alertname: 'Ours', team: 'us' } })
  const verdict = judged(['team!="us"'], [...us, ...alerts(1, 'Theirs')])
  expect(verdict).toMatchObject({ kind: 'allowed', warnings: [], action: 'Silence 1 alert' })
})

test('S30: the server’s figures are the board’s', () => {
  const board = [...alerts(12, 'Disk'), ...alerts(20, 'Other')]
  const guard = { share: 0.5, from: 10, alerts: 100 }
  expect(judged(['alertname="Disk"'], board, { guard }).kind).toBe('allowed')
  expect(judged(['alertname="Other"'], board, { guard }).kind).toBe('typed')
})

test('S30: a change that has all matchers of what it changes is not asked about, one with fewer is', () => {
  const board = [...alerts(12, 'Disk'), ...alerts(20, 'Other')]
  const before = ['cluster="eu-1"']
  expect(judged(['cluster="eu-1"'], board, { before })).toMatchObject({ kind: 'allowed', warnings: [] })
  expect(judged(['cluster="eu-1"', 'alertname="Disk"'], board, { before }).kind).toBe('allowed')
  expect(judged(['alertname=~"Disk|Other"'], board, { before }).kind).toBe('typed')
})

test('how far it reaches is said in clusters, and what would be narrower', () => {
  const at = (cluster: string, count: number) =>
    alerts(count, 'Disk', 'warning', { labels: { alertname: 'Disk', severity: 'warning', cluster } })
  const board = [...at('eu-1', 3), ...at('us-2', 40), ...at('ap-1', 2), ...alerts(1, 'Other')]
  const compiled = matchers('alertname="Disk"')
  const seen = preview(compiled, board)
  expect(judged(['alertname="Disk"'], board).warnings).toEqual([
    'This hides 45 of 46 firing alerts (98 %), in 3 of 3 clusters.',
  ])
  const guard = { share: 0.2, from: 10, alerts: 100 }
  expect(narrower(compiled, seen, guard)).toMatchObject({ text: 'cluster="eu-1"', count: 3 })
  // One host of hundreds is another choice.
  const storm = Array.from({ length: 400 }, (_, n) => ({
    ...(alerts(1, 'Disk')[0] as BoardAlert),
    labels: { alertname: 'Disk', instance: `host-${n}` },
  }))
  expect(narrower(compiled, preview(compiled, storm), guard)).toBeNull()
})

test('the number first shown counts until a critical joins or it grows by a tenth', () => {
  const asked = { key: 'a', count: 412, critical: 1 }
  expect(stillAsked(asked, { ...asked, count: 430 })).toBe(asked)
  expect(stillAsked(asked, { ...asked, count: 300, critical: 0 })).toBe(asked)
  expect(stillAsked(asked, { ...asked, count: 460 }).count).toBe(460)
  expect(stillAsked(asked, { ...asked, count: 413, critical: 2 }).count).toBe(413)
  expect(stillAsked(asked, { ...asked, key: 'b' }).key).toBe('b')
})

test('the only group of a board can be silenced', () => {
  expect(judged(['alertname="Disk"'], alerts(2, 'Disk')).kind).toBe('allowed')
})

test('a silence that hides nothing now is allowed, with a hint', () => {
  const verdict = judged(['clutser="eu-1"'], alerts(2, 'Disk'))
  expect(verdict.kind).toBe('allowed')
  expect(verdict.warnings).toEqual(['Hides nothing now. Check the spelling of clutser.'])
})

test('criticals that somebody has are hidden as well: they are named, with who has them', () => {
  const taken = { acknowledged_by: { name: 'Ana', at: '2026-11-24T03:12:00Z', until: 'resolved' as const } }
  const board = [
    ...alerts(1, 'PaymentsDown', 'critical', { level: 'critical', ...taken }),
    ...alerts(9, 'Other'),
  ]
  expect(judged(['alertname="PaymentsDown"'], board).warnings).toEqual([
    'This hides a critical alert that somebody has: PaymentsDown (Ana).',
  ])
})

test('what the matchers hide beside what was selected is said, and which of it is critical', () => {
  const disks = alerts(4, 'Disk')
  const board = [...disks, ...alerts(2, 'PaymentsDown', 'critical', { level: 'critical' })]
  const meant = (names: readonly BoardAlert[], ...texts: readonly string[]): string =>
    meantText(new Set(names.map(({ fingerprint }) => fingerprint)), preview(matchers(...texts), board))
  expect(meant(disks, 'cluster="eu-1"')).toBe(
    'Selected 4; these matchers hide 6: 2 more, 2 of them critical.',
  )
  expect(meant(disks, 'alertname="Disk"')).toBe('Selected 4; these matchers hide 4, just those.')
  expect(meant(board, 'alertname="Disk"')).toBe('Selected 6; these matchers hide 4: without 2 of those.')
  // One alert that hides itself, and a form that nothing was selected for, say nothing.
  expect(meant(disks.slice(0, 1), 'alertname="PaymentsDown"')).not.toBe('')
  expect(meant([], 'alertname="Disk"')).toBe('')
})
