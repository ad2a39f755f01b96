import type { Acknowledgement } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { ownerWords } from '../../../../src/renderer/features/board/owner-words.ts'
import { takeLabel } from '../../../../src/renderer/state/take-words.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const AT = '2026-11-24T03:10:00.000Z'
const held = (name: string, more: Partial<Acknowledgement> = {}) =>
  sampleAlert({ acknowledged_by: { name, at: AT, until: 'resolved', ...more } })
const offer = (name: string) => ({ offered_to: { name, at: AT, lapses_at: AT } })
const words = (...alerts: readonly ReturnType<typeof held>[]) => ownerWords(alerts, 'Ana')

test('a row says who has it, and first what this person is asked about it', () => {
  expect(words(sampleAlert())).toBeNull()
  expect(words(held('Priya'))).toMatchObject({ text: 'Priya', isForMe: false })
  expect(words(held('Priya', offer('Tom')))).toMatchObject({ text: 'Priya → Tom', isForMe: false })
  expect(words(held('Priya', { asked_at: AT }))).toMatchObject({ text: 'Priya ?', isForMe: false })
  expect(words(held('Ana', { asked_at: AT }))).toMatchObject({ text: 'still on it?', isForMe: true })
  const both = words(held('Tom', offer('Priya')), held('Priya', offer('ana')))
  expect(both).toMatchObject({ text: 'Priya → you', isForMe: true })
})

test('the button says what taking it means for this person', () => {
  const label = (...alerts: readonly ReturnType<typeof held>[]) => takeLabel(alerts, 'Ana')
  expect(label(sampleAlert())).toBe('Acknowledge')
  expect(label(held('Priya', offer('Ana')))).toBe('Accept')
  expect(label(held('Ana', { asked_at: AT }))).toBe('Still on it')
  expect(label(held('Priya', offer('Ana')), sampleAlert())).toBe('Acknowledge')
})
