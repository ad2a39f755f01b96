import { type BoardAlert, type Matcher, parseMatcher } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { hiddenText, judge, preview } from '../../../../src/renderer/features/silences/verdict.ts'
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

const judged = (texts: readonly string[], board: readonly BoardAlert[]) => {
  const compiled = matchers(...texts)
  return judge(compiled, preview(compiled, board))
}

test('resolved alerts are neither counted nor hidden', () => {
  const board = [...alerts(2, 'Disk'), ...alerts(3, 'Gone', 'high', { status: 'resolved' })]
  expect(hiddenText(preview(matchers('cluster="eu-1"'), board))).toBe('Hides 2 now of 2 firing.')
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
  ['matchers that every alert of the board has', ['cluster="eu-1"']],
])('%s are refused', (_, texts) => {
  const verdict = judged(texts, [...alerts(2, 'Disk'), ...alerts(1, 'Queue')])
  expect(verdict.kind).toBe('refused')
  expect(verdict.warnings).toEqual(['This would hide everything. Add a label that limits it.'])
})

test('the only group of a board can be silenced', () => {
  expect(judged(['alertname="Disk"'], alerts(2, 'Disk')).kind).toBe('allowed')
})

test('a silence that hides nothing now is allowed, with a hint', () => {
  const verdict = judged(['clutser="eu-1"'], alerts(2, 'Disk'))
  expect(verdict.kind).toBe('allowed')
  expect(verdict.warnings).toEqual(['Hides nothing now. Check the spelling.'])
})
