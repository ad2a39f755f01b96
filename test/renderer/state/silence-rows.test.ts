import { expect, test } from 'vitest'
import { countdown } from '../../../src/renderer/features/rail/silence-list.tsx'
import { commentOf, matcherTexts, shownSilences } from '../../../src/renderer/state/silence-rows.ts'
import { boardOf, sampleSilence } from '../support/board-parts.ts'

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
  const rows = shownSilences(silences.values())
  expect(rows.map(({ id }) => id)).toEqual(['soon', 'late'])
  expect(rows.map(matcherTexts)[0]).toEqual(['instance!~"a|b"'])
  expect(rows.map(commentOf)).toEqual([undefined, 'db-maint'])
})

test.each([
  ['2026-11-24T03:00:00.000Z', '2026-11-24T04:00:00.000Z', 'ends 18 m'],
  ['2026-11-24T03:00:00.000Z', '2026-11-24T03:42:08.000Z', 'ends 8 s'],
  ['2026-11-24T03:47:00.000Z', '2026-11-24T04:00:00.000Z', 'starts 5 m'],
  ['2026-11-24T03:00:00.000Z', '2026-11-24T03:41:00.000Z', 'ending'],
])('from %s until %s reads %s', (starts_at, ends_at, text) => {
  expect(countdown(sampleSilence({ starts_at, ends_at }), NOW)).toBe(text)
})

test('silences that end together keep their places, in whatever order the board has them', () => {
  const same = ['b', 'a', 'c'].map((id) => sampleSilence({ id }))
  const order = (all: typeof same) => shownSilences(all).map(({ id }) => id)
  expect(order(same)).toEqual(['a', 'b', 'c'])
  expect(order(same.toReversed())).toEqual(['a', 'b', 'c'])
})

test('what stands for an acknowledgement is shown as one, and a comment of blanks is none', () => {
  const annotations = { watchfloor_acknowledges: '0123456789abcdef/e.1' }
  expect(shownSilences([sampleSilence({ annotations }), sampleSilence({ state: 'expired' })])).toEqual([])
  expect(commentOf(sampleSilence({ comment: ' \u200b ' }))).toBeUndefined()
})
