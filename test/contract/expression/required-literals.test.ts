import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { compileExpression } from '../../../contract/src/expression/expression.ts'
import { literalTest } from '../../../contract/src/expression/required-literals.ts'
import { takeSeed } from '../../support/chance.ts'
import { seeded } from '../../support/seeded.ts'

const SEED = takeSeed()

function required(pattern: string) {
  const expression = compileExpression(pattern)
  return expression.ok ? expression.required : undefined
}

test.each([
  ['host-1[0-9]?\\.example:.*', 'start', ['host-1']],
  ['db-(eu|us)-.*', 'start', ['db-eu-', 'db-us-']],
  ['a+b', 'start', ['a']],
  ['ab?c', 'start', ['a']],
  ['ab{2}', 'start', ['ab']],
  ['a{b', 'whole', ['a{b']],
  ['(a|b\\.c)|\\Qd|\\E', 'whole', ['a', 'b.c', 'd|']],
  ['^(abc)$', 'whole', ['abc']],
  ['', 'whole', ['']],
  ['a|', 'whole', ['a', '']],
  ['^node-.+$', 'start', ['node-']],
  ['eu-.*|us-.*', 'start', ['eu-', 'us-']],
  ['.*checkout.*', 'anywhere', ['checkout']],
  ['.*a.*|b.*', 'anywhere', ['a', 'b']],
  ['[ab]c\\.d', 'anywhere', ['c.d']],
  ['🙂+x', 'start', ['🙂']],
] as const)('%s: a match must have one of these', (pattern, where, texts) => {
  expect(required(pattern)).toEqual({ where, texts })
})

test.each(['.*', 'a?', 'a*|b', '(?i)abc', '\\d+', '[]a]+', '\\x{FFFD}', 'a)|(?:b'])(
  '%s asks for nothing that can be told',
  (pattern) => {
    expect(required(pattern)).toBeUndefined()
  },
)

test(`what matches passes the cheaper test too, seed ${SEED}`, () => {
  const random = seeded(SEED)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const PARTS =
    'a b c ab - . .* .+ ? * + | ( ) (?: ) [ab] [^a] []a] [a\\]b] [[:alpha:]b] \\. \\- \\| \\( \\d \\w \\b {2} {0,1} {1,} { } ] ^ $ 🙂 é'.split(
      ' ',
    )
  const SIGNS = ['a', 'b', 'c', '-', '.', '|', '(', ']', '{', '}', '🙂', 'é', '1', '2', '^']
  let compiled = 0
  let matched = 0
  for (let n = 0; n < 8_000; n++) {
    const pattern = Array.from({ length: 1 + Math.floor(random() * 7) }, () => one(PARTS)).join('')
    let expression: RE2JS
    try {
      expression = RE2JS.compile(`^(?:${pattern})$`)
    } catch {
      continue
    }
    compiled++
    const cheap = literalTest(required(pattern))
    for (let value = 0; value < 12; value++) {
      const text = Array.from({ length: Math.floor(random() * 6) }, () => one(SIGNS)).join('')
      if (!expression.matcher(text).find()) continue
      matched++
      if (cheap !== undefined && !cheap(text)) throw new Error(`${pattern} matches ${JSON.stringify(text)}`)
    }
  }
  expect(compiled).toBeGreaterThan(200)
  expect(matched).toBeGreaterThan(200)
})
