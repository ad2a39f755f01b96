import { expect, test } from 'vitest'
import { episodeText } from '../../src/shared/episode-words.ts'

const NOW = Date.parse('2026-11-24T03:42:00.000Z')

test('how an alert flaps is said in numbers', () => {
  const episode = { since: '2026-11-24T03:02:00.000Z', lives: 7, changed_at: '2026-11-24T03:40:20.000Z' }
  expect(episodeText({ episode }, NOW)).toBe('7 times in 40 min, last 1 min')
  expect(episodeText({}, NOW)).toBe('')
})
