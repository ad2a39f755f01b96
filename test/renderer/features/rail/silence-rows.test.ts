import { expect, test } from 'vitest'
import { countdown, silenceRows } from '../../../../src/renderer/features/rail/silence-rows.ts'
import { boardOf, sampleSilence } from '../../support/board-parts.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 42)

test('silences stand in the order in which they end, with matchers as people write them', () => {
  const { silences } = boardOf({
    silences: [
      sampleSilence({ id: 'late', ends_at: '2026-11-24T06:00:00.000Z' }),
      sampleSilence({
        id: 'soon',
        comment: '',
        matchers: [{ name: 'instance', value: 'a|b', is_regex: true, is_equal: false }],
      }),
    ],
  })
  const rows = silenceRows(silences)
  expect(rows.map(({ id }) => id)).toEqual(['soon', 'late'])
  expect(rows[0]?.title).toBe('instance!~"a|b"')
})

test.each([
  ['2026-11-24T03:00:00.000Z', '2026-11-24T04:00:00.000Z', 'ends 18 m'],
  ['2026-11-24T03:00:00.000Z', '2026-11-24T03:42:08.000Z', 'ends 8 s'],
  ['2026-11-24T03:47:00.000Z', '2026-11-24T04:00:00.000Z', 'starts 5 m'],
  ['2026-11-24T03:00:00.000Z', '2026-11-24T03:41:00.000Z', 'ending'],
])('from %s until %s reads %s', (starts_at, ends_at, text) => {
  const [row] = silenceRows(new Map([['s', sampleSilence({ starts_at, ends_at })]]))
  expect(row && countdown(row, NOW)).toBe(text)
})
