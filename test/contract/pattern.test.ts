import { compileMatcher } from '@watchfloor/contract'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { runs } from '../support/chance.ts'

function matches(pattern: string, value: string): boolean {
  const matcher = compileMatcher('a', '=~', pattern)
  if (!matcher.ok) throw new Error(matcher.error)
  return matcher.value.matches({ a: value })
}

test.each(['(a{1,10}){1,100}', '(a?){1000}', '((a{1,30}){1,30}){0,1}', 'x'.repeat(40_000)])(
  'an expression that could stall the server is refused: %s',
  (pattern) => {
    const matcher = compileMatcher('a', '=~', pattern)
    expect(matcher.ok).toBe(false)
    if (!matcher.ok) {
      expect(matcher.error).toMatch(/too complex|at most 32768/)
      expect(matcher.error.length).toBeLessThan(400)
    }
  },
)

test('a thousand hosts, escaped or not, are one expression', () => {
  const hosts = Array.from({ length: 1_000 }, (_, n) => `db-${n}.eu.example.com:9100`)
  for (const pattern of [hosts.join('|'), hosts.map((host) => host.replaceAll('.', '\\.')).join('|')]) {
    expect(matches(pattern, 'db-999.eu.example.com:9100')).toBe(true)
    expect(matches(pattern, 'db-1000.eu.example.com:9100')).toBe(false)
  }
})

test('plain alternations are what RE2 says they are', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '-',
    ' ',
    '/',
    '|',
    '\\.',
    '\\|',
    '\\\\',
    '\\-',
    'é',
    '日',
    '"',
    '#',
    '.',
    '',
    '~',
  )
  const text = fc.array(fc.constantFrom('a', 'b', '-', ' ', '/', '|', '.', '\\', 'é', '日', '"', '#', '~'), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), text, (pieces, letters) => {
      const [pattern, value] = [pieces.join(''), letters.join('')]
      expect(matches(pattern, value)).toBe(RE2JS.compile(`^(?:${pattern})$`, RE2JS.DOTALL).matches(value))
    }),
    { numRuns: runs(3_000) },
  )
})

test('what was asked before is answered the same', () => {
  const pattern = '(?i)web-[0-9]+'
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 1_500; n++) expect(matches(pattern, `WEB-${n}`)).toBe(true)
    expect(matches(pattern, 'db-1')).toBe(false)
  }
})

test('a long text is answered as a short one is', () => {
  const patterns = ['([ab]*?a[ab]{0,20})*', '(a|b)*a(a|b){9}', '.*aab.*|.*bba', 'a*b', '[^b]*', '(?i)A.*B']
  const long = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 250, maxLength: 400 })
  fc.assert(
    fc.property(fc.constantFrom(...patterns), long, (pattern, text) => {
      const expected = RE2JS.compile(`^(?:${pattern})$`, RE2JS.DOTALL).matches(text)
      expect(matches(pattern, text)).toBe(expected)
    }),
    { numRuns: runs(300) },
  )
})
