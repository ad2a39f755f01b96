import type { PastLife } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { earlierThan, usuallyText } from '../../../../src/renderer/features/detail/earlier.ts'
import { endText, lastedText, takenText } from '../../../../src/renderer/state/life-words.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 0, minute)).toISOString()

function life(began: number, lasted: number | null, part: Partial<PastLife> = {}): PastLife {
  return {
    life: `e.${began}`,
    fingerprint: 'aa'.repeat(8),
    alertname: 'A',
    level: 'high',
    labels: {},
    began: at(began),
    acknowledged: null,
    owner: null,
    ended: lasted === null ? null : at(began + lasted),
    ended_by: lasted === null ? null : 'sender',
    ...part,
  }
}

test('earlier is what began before the life that is shown, which is not among it', () => {
  const lives = [life(30, null), life(20, 2), life(10, 2)]
  expect(earlierThan(lives, 'e.20').map(({ life }) => life)).toEqual(['e.10'])
  expect(earlierThan(lives, 'e.99')).toEqual(lives)
})

test('how long it usually takes says of how many, and what nobody knows', () => {
  const lives = [life(60, 4), life(40, 10), life(20, 6), life(0, 99, { ended_by: 'timeout' })]
  expect(usuallyText(lives, true)).toBe(
    'Usually 6 min (median of 3 lives), 9 of 10 within 10 min. Of 1 contact was lost: how long those took is not known.',
  )
  expect(usuallyText(lives.slice(0, 3), false)).toContain('median of the last 3 lives')
  // Of one or two it is no habit.
  expect(usuallyText(lives.slice(0, 1), true)).toBeNull()
  expect(usuallyText([life(0, 5, { ended_by: 'timeout' })], true)).toMatch(/is not known/)
})

test('a life in words: how long, who had it and how soon, and by whose word it ended', () => {
  const taken = life(0, 14, { acknowledged: at(2), owner: 'Priya', note: 'full' })
  expect([lastedText(taken, 0), takenText(taken), endText(taken)]).toEqual([
    '14 min',
    'Priya, after 2 min: “full”',
    'resolved by its sender',
  ])
  const lost = life(0, 14, { ended_by: 'timeout' })
  expect([lastedText(lost, 0), takenText(lost), endText(lost)]).toEqual([
    'unknown, heard for 14 min',
    'nobody',
    'contact lost: not known to be over',
  ])
  expect(lastedText(life(0, null), Date.parse(at(5)))).toBe('5 min so far')
})
