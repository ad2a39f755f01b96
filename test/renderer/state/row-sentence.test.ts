import { expect, test } from 'vitest'
import { rowSentence } from '../../../src/renderer/state/row-sentence.ts'
import type { Row } from '../../../src/renderer/state/rows.ts'
import { sampleAlert } from '../support/board-parts.ts'

const NOW = Date.parse('2026-11-24T03:14:00.000Z')
const DOWN = sampleAlert({
  alertname: 'PaymentsDown',
  level: 'critical',
  annotations: { summary: '3 of 4 targets down' },
  starts_at: '2026-11-24T03:12:00.000Z',
})
const LABELS = { alertname: 'PaymentsDown', cluster: 'eu-1', service: 'payments' }
const ROW: Row = {
  kind: 'row',
  id: 'needs:x',
  lane: 'needs',
  alerts: [{ ...DOWN, labels: LABELS }],
  first: { ...DOWN, labels: LABELS },
  level: 'critical',
  rank: 0,
  started: Date.parse('2026-11-24T03:12:00.000Z'),
  ended: null,
}
const NAMED = { name: 'PaymentsDown', summary: '3 of 4 targets down' }

test('a row is read as a sentence', () => {
  expect(rowSentence(ROW, NAMED, NOW)).toBe(
    'Critical, PaymentsDown, 3 of 4 targets down, eu-1 payments, nobody has it, 2 minutes',
  )
})

test('it says how many there are, who has them and what is not sure', () => {
  const alerts = ['a', 'b'].map((instance) => ({
    ...DOWN,
    labels: { ...LABELS, instance },
    unconfirmed: true,
    acknowledged_by: { name: 'Priya', at: DOWN.starts_at, until: 'resolved' as const },
  }))
  expect(rowSentence({ ...ROW, alerts }, NAMED, NOW)).toBe(
    'Critical, PaymentsDown, 2 alerts on 2 hosts, 3 of 4 targets down, eu-1 payments, Priya has it, unconfirmed, 2 minutes',
  )
})

test('what hides it comes before who has it, and an end before both', () => {
  const hidden = { ...ROW.first, silenced_by: ['s'] }
  expect(rowSentence({ ...ROW, first: hidden, alerts: [hidden] }, NAMED, NOW)).toContain(
    ', silenced, 2 minutes',
  )
  const over = { ...ROW.first, status: 'resolved' as const, resolved_by: 'timeout' as const }
  expect(rowSentence({ ...ROW, first: over, alerts: [over], ended: NOW - 60_000 }, NAMED, NOW)).toContain(
    ', timed out, not proved resolved, 1 minute ago',
  )
})

test('a severity that nobody has mapped is said as it was sent', () => {
  const first = { ...ROW.first, level: 'unset' as const, severity: 'urgent' }
  expect(rowSentence({ ...ROW, first, alerts: [first] }, NAMED, NOW)).toMatch(
    /^Severity urgent, PaymentsDown/,
  )
  const none = { ...first, severity: '' }
  expect(rowSentence({ ...ROW, first: none, alerts: [none] }, NAMED, NOW)).toMatch(
    /^No severity, PaymentsDown/,
  )
})

test('what is asked about it is said with who has it', () => {
  const own = { name: 'Priya', at: DOWN.starts_at, until: 'resolved' as const }
  const sentence = (acknowledged_by: typeof DOWN.acknowledged_by): string =>
    rowSentence({ ...ROW, alerts: [{ ...DOWN, acknowledged_by }] }, NAMED, NOW)
  const offered_to = { name: 'Tom', at: DOWN.starts_at, lapses_at: DOWN.starts_at }
  expect(sentence({ ...own, offered_to })).toContain(', Priya has it and hands it over to Tom, ')
  expect(sentence({ ...own, asked_at: DOWN.starts_at })).toContain(
    ', Priya has it and is asked whether they are still on it, ',
  )
})

test('S10: one that flaps is read with how often, in a quiet moment too', () => {
  const episode = { since: '2026-11-24T02:34:00.000Z', lives: 7, changed_at: '2026-11-24T03:13:00.000Z' }
  const flaps = { ...ROW.first, status: 'resolved' as const, flapping: 7, episode }
  expect(
    rowSentence({ ...ROW, first: flaps, alerts: [flaps], started: Date.parse(episode.since) }, NAMED, NOW),
  ).toBe(
    'Critical, PaymentsDown, 3 of 4 targets down, eu-1 payments, nobody has it, flapping 7 times in 40 minutes, 40 minutes',
  )
})
