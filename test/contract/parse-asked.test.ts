import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileMatcher, formatMatcher, type Operator } from '../../contract/src/matcher.ts'
import { parseAsked } from '../../contract/src/parse-asked.ts'

function read(...texts: readonly string[]): readonly string[] | string {
  const asked = parseAsked(texts)
  return asked.ok ? asked.value.map(formatMatcher) : `${asked.index}: ${asked.error}`
}

test.each<[string, readonly string[], readonly string[]]>([
  ['one matcher, quoted or bare', ['a="b"', 'c=~d.*'], ['a="b"', 'c=~"d.*"']],
  ['a list in braces', ['{a="b", c=~"d|e",f!="g", h!~"i"}'], ['a="b"', 'c=~"d|e"', 'f!="g"', 'h!~"i"']],
  ['a list without braces', ['a="b", c="d"'], ['a="b"', 'c="d"']],
  ['lists and matchers together', ['{a="b"}', 'c="d"'], ['a="b"', 'c="d"']],
  ['names that need quotes', ['{"a b"="c", "d.e"=~"f"}'], ['"a b"="c"', '"d.e"=~"f"']],
  ['braces, commas and quotes in a value', ['{a="{b}, \\"c\\"", d="e"}'], ['a="{b}, \\"c\\""', 'd="e"']],
  ['a bare comma, which belongs to the value', ['a=b,c=d'], ['a="b,c=d"']],
  ['white space around', [' { a = "b" } '], ['a="b"']],
  ['a value as JSON writes it', ['{a="b\\tc"}'], ['a="b\tc"']],
  ['a backslash that is none of JSON', ['{a=~"\\d+\\.x"}'], ['a=~"\\\\d+\\\\.x"']],
  ['an absent label', ['{a=""}', 'b='], ['a=""', 'b=""']],
  ['nothing', ['', ' ', '{}'], []],
])('S28: %s', (_, texts, matchers) => {
  expect(read(...texts)).toEqual(matchers)
})

test.each<[string, readonly string[], RegExp]>([
  ['one that cannot be read among others', ['a="b"', 'nonsense', 'c="d"'], /^1: bad matcher format/],
  ['one of a list', ['{a="b", c=~"("}'], /^0: the expression "\("/],
  ['a list that was cut off', ['{a="b", c="d"'], /^0: .*does not end with a brace/],
  ['a value that was cut off', ['{a="b", c="d}'], /^0: /],
  ['a list with a hole', ['{a="b",,c="d"}'], /^0: bad matcher format/],
  ['something after the list', ['{a="b"} or c'], /^0: /],
])('S28: of %s nothing is taken', (_, texts, error) => {
  expect(read(...texts)).toMatch(error)
})

test('S28: whatever a matcher is made of, it reads back as it was written, alone and in a list', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\\"{},=~!\n\t ntuxa0-9]*$/))
  const aMatcher = fc.record({
    name: text.filter((name) => name !== ''),
    operator: fc.constantFrom<Operator>('=', '!='),
    value: text,
  })
  fc.assert(
    fc.property(fc.array(aMatcher, { minLength: 1, maxLength: 4 }), (matchers) => {
      const written = matchers.map(({ name, operator, value }) => {
        const compiled = compileMatcher(name, operator, value)
        if (!compiled.ok) throw new Error(compiled.error)
        return formatMatcher(compiled.value)
      })
      const whole = matchers.map(({ name, operator, value }) => ({ name, operator, value }))
      for (const texts of [written, [`{${written.join(', ')}}`]]) {
        const asked = parseAsked(texts)
        expect(
          asked.ok && asked.value.map(({ name, operator, value }) => ({ name, operator, value })),
        ).toEqual(whole)
      }
    }),
  )
})
