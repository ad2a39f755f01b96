import fc from 'fast-check'
import { expect, test } from 'vitest'
import { told } from '../../src/shared/told.ts'

/** Isolated from what is around it, because it runs from right to left. */
const isolated = (text: string): string => `\u2068${text}\u2069`

test.each([
  ['invoice\u202Egnp.exe', 'invoice‹U+202E›gnp.exe'],
  ['Check\u200Bout', 'Check‹U+200B›out'],
  ['abc\u200Edef', 'abc‹U+200E›def'],
  ['\u2066a\u2069', '‹U+2066›a‹U+2069›'],
  ['soft\u00ADhyphen', 'soft‹U+00AD›hyphen'],
  ['a\uFE0Fb', 'a‹U+FE0F›b'],
  ['tags \u{E0041}', 'tags ‹U+E0041›'],
  ['escape \u001B[31m', 'escape ‹U+001B›[31m'],
  ['half \uD800', 'half ‹U+D800›'],
  ['\u3164', '‹U+3164›'],
  [`many ${'\u202E'.repeat(100_000)}`, 'many ‹U+202E ×100000›'],
  ['\u202Eשלום', isolated('‹U+202E›שלום')],
])('%j shows what it hides', (text, seen) => {
  expect(told(text)).toBe(seen)
})

test.each([
  'CheckoutErrorRate 5xx at 12.4 %\n\tnext line',
  '👩‍👩‍👧‍👦 👍🏽 ❤️ 1️⃣ ©️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈',
  'क्‌ष',
  '葛󠄀城',
  'Größe 10.5 kΩ, 5μs, max.Δt',
  'München, Ελλάδα, Москва, 東京',
])('%j stays as it is', (text) => {
  expect(told(text)).toBe(text)
})

test.each(['שלום\u200F (abc)', 'می\u200Cخواهم', 'العربية\u061C 5', 'בקרה: 5xx'])(
  '%j, from right to left, stays as it is and moves nothing around it',
  (text) => {
    expect(told(text)).toBe(isolated(text))
  },
)

test.each([
  ['gооgle.com', 'xn--ggle-55da.com'],
  ['see https://gооgle/login now', 'see https://xn--ggle-55da/login now'],
  ['раypal.com:9100 and paypal.com', 'xn--ypal-43d9g.com:9100 and paypal.com'],
  ['dаta-1:9100', 'xn--dta-1-4ve:9100'],
  ['сосо.com', 'xn--n1aahb.com'],
])('in %j a host that looks like another stands in ASCII', (text, seen) => {
  expect(told(text)).toBe(seen)
})

test.each(['пример.com', 'почта.рф', 'сос.рф', 'münchen.example', '日本語.jp', 'IT-отдел', 'Сервис. Потом'])(
  '%j is no host that deceives',
  (text) => {
    expect(told(text)).toBe(text)
  },
)

const PIECES = [
  'a',
  ' ',
  '.',
  'о',
  'ש',
  '\u200D',
  '\u200E',
  '\u202E',
  '\u2068',
  '\u2069',
  '👩',
  '\uFE0F',
  '\u0000',
  '\uD83D',
]
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')),
)

test('whatever a text is: nothing turns the order or hides, what is isolated ends, and it is well formed', () => {
  fc.assert(
    fc.property(text, (given) => {
      const seen = told(given)
      expect(seen.isWellFormed()).toBe(true)
      const inner = seen.startsWith('\u2068') ? seen.slice(1, -1) : seen
      expect(inner).not.toMatch(
        /[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD\u0000-\u0008\u007F-\u009F]/,
      )
      if (seen !== inner) expect(seen.endsWith('\u2069')).toBe(true)
    }),
  )
})

test('however long and odd a text is, it is read in one go', () => {
  const odd = ['а.', 'а.b', '\u200E ', 'א\u200E', '👩\u200D', '-а', '\u0300', '.', 'аa']
  for (const piece of odd) expect(told(piece.repeat(50_000)).length).toBeGreaterThan(0)
}, 5_000)
