import { expect, test } from 'vitest'
import { stateSentence } from '../../../../src/renderer/features/detail/state-sentence.ts'
import { formatClock } from '../../../../src/shared/times.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 4, 30)
const since = formatClock(Date.UTC(2026, 10, 24, 3, 0))

test('a firing alert says for how long, and who has it', () => {
  expect(stateSentence(sampleAlert(), NOW)).toBe(`Firing for 4 min (since ${since}). Nobody has it.`)
})

test('S5: an unconfirmed alert is not called firing', () => {
  expect(stateSentence(sampleAlert({ unconfirmed: true }), NOW)).toMatch(/^Unconfirmed: last known firing/)
})

test('S2: an end by timeout is not called resolved', () => {
  const alert = sampleAlert({
    status: 'resolved',
    resolved_by: 'timeout',
    ends_at: '2026-11-24T03:03:00.000Z',
  })
  const sentence = stateSentence(alert, NOW)
  expect(sentence).toMatch(/by timeout: nobody said that it is over\.$/)
  expect(sentence).not.toMatch(/resolved/i)
})

test('S10: one that flaps says how often, whether it fires now, and who has it', () => {
  const episode = { since: '2026-11-24T03:00:00.000Z', lives: 7, changed_at: '2026-11-24T03:03:00.000Z' }
  const told = `Flapping since ${since}: 7 times in 4 min, last 1 min`
  const alert = sampleAlert({ episode, flapping: 7 })
  expect(stateSentence(alert, NOW)).toBe(`${told}; fires now. Nobody has it.`)
  expect(stateSentence({ ...alert, status: 'resolved' }, NOW)).toBe(
    `${told}; quiet for the moment. Nobody has it.`,
  )
})
