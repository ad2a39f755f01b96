import { expect, test } from 'vitest'
import { choices, presentUntil, termsOf } from '../../../../src/renderer/features/acknowledge/terms.ts'
import { meant, namesFor } from '../../../../src/renderer/features/acknowledge/use-people.ts'

const NOW = Date.parse('2026-11-24T03:16:00.000Z')
const HOUR = 3_600_000

test('until when: what is chosen is what is asked for, and nothing while an end is missing or has passed', () => {
  expect(termsOf('resolved', null, '', NOW)).toEqual({ until: 'resolved', note: '' })
  expect(termsOf('worse', null, 'x', NOW)).toEqual({ until: 'worse', note: 'x' })
  const inTwo = { until: 'time', ends_at: '2026-11-24T05:16:00.000Z', note: '' }
  expect(termsOf('120', null, '', NOW)).toEqual(inTwo)
  expect(termsOf('custom', NOW + 2 * HOUR, '', NOW)).toEqual(inTwo)
  expect(termsOf('custom', null, '', NOW)).toBeNull()
  expect(termsOf('custom', NOW, '', NOW)).toBeNull()
})

test('until when: how it is taken now is what is chosen first', () => {
  expect(presentUntil(null).until).toBe('resolved')
  expect(presentUntil({ until: 'worse' }).until).toBe('worse')
  expect(presentUntil({ until: 'time', ends_at: '2026-11-24T05:16:00.000Z' })).toEqual({
    until: 'custom',
    custom: NOW + 2 * HOUR,
  })
  expect(choices(NOW).map(({ value }) => value)).toContain(presentUntil(null).until)
})

const PEOPLE = ['Ana Lima', 'Ben', 'Tom Lindqvist', 'Tomasz'].map((name) => ({
  name,
  is_listening: name === 'Tomasz',
}))

test('whom: the beginning of a name or of a part of it is enough, who listens comes first, and never oneself', () => {
  const names = (typed: string) => namesFor(PEOPLE, typed, 'ana  lima').map(({ name }) => name)
  expect(names('')).toEqual(['Tomasz', 'Ben', 'Tom Lindqvist'])
  expect(names('to')).toEqual(['Tomasz', 'Tom Lindqvist'])
  expect(names('lin')).toEqual(['Tom Lindqvist'])
  expect(names('om')).toEqual([])
})

test('whom: what is typed means somebody known, else whoever it names', () => {
  const mean = (typed: string) => meant(namesFor(PEOPLE, typed, 'Ana Lima'), typed)
  expect(mean('')).toBe('')
  expect(mean(' be')).toBe('Ben')
  expect(mean('tom lindqvist')).toBe('Tom Lindqvist')
  expect(mean('Zoe ')).toBe('Zoe')
})
