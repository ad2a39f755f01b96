import { compiledAll, compileMatcher, type Work } from '@watchfloor/contract'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { compileExpression } from '../../../contract/src/expression/expression.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { someExpression, someText } from '../../support/random-expressions.ts'
import { seeded } from '../../support/seeded.ts'

const SEED = takeSeed()

function compiled(pattern: string) {
  const expression = compileExpression(pattern)
  if (!expression.ok) throw new Error(`${pattern} ${expression.reason}`)
  return expression
}

// What a real Alertmanager (0.25, by amtool) takes and refuses, and what its alerts match.
test.each<[pattern: string, matches: readonly string[], others: readonly string[]]>([
  ['a.b', ['axb', 'a.b', 'a🙂b'], ['a\nb', 'ab', 'axxb']],
  ['(?s)a.b', ['a\nb'], ['ab']],
  ['.*', ['', 'a'], ['\n', 'a\nb']],
  ['a|b.*', ['a', 'b', 'bc'], ['ab', 'b\n']],
  ['(?i)straße|K', ['STRAßE', 'strẞe'.replace('r', 'ra'), 'k', 'K'], ['STRASSE']],
  ['(?i)σ', ['Σ', 'ς'], ['s']],
  ['(?i)ı', ['ı'], ['I', 'i']],
  ['(?i:a)b', ['Ab', 'ab'], ['AB']],
  ['(?m)a$\\n^b', ['a\nb'], ['ab']],
  ['a$|^b', ['a', 'b'], ['ab']],
  ['(?U)a+?', ['a', 'aaa'], ['']],
  ['(?P<n>a)(?P<n>b)', ['ab'], ['a']],
  ['\\pN+', ['1', '٣', 'Ⅷ'], ['a']],
  ['\\p{Greek}\\P{Greek}\\p{^Greek}', ['αab'], ['aab']],
  ['\\Qa.*|\\E+', ['a.*|', 'a.*||'], ['a', 'axx|']],
  ['\\Aa\\z', ['a'], ['a\n']],
  ['[[:alpha:]][[:^alpha:]][]x-]', ['a1]', 'a1-', 'a1x'], ['aa]']],
  ['[^a]', ['\n', 'b', '🙂'], ['a', 'bb']],
  ['\\bfoo\\b.*\\B', ['foo-bar '], ['foobar']],
  ['\\x41\\x{1F642}\\101\\n', ['A🙂A\n'], ['A']],
  ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
  ['a{,2}|b{|{}', ['a{,2}', 'b{', '{}'], ['a']],
  ['(|a)*', ['', 'aaa'], ['b']],
  // Whatever closes the group that is put around it is no longer held at both ends.
  ['a)|(?:b', ['ax', 'xb'], ['xa', 'bx']],
  // Half of a pair is what broken text is to Go.
  ['\\x{FFFD}', ['\ud800', '\ufffd'], ['a']],
  ['\\x{D800}', [], ['\ud800', '\ufffd']],
  ['.', ['\udc00', '🙂'], ['🙂🙂']],
])('%j means what it means to Alertmanager', (pattern, matches, others) => {
  const { test: takes } = compiled(pattern)
  for (const text of matches) expect([text, takes(text)]).toEqual([text, true])
  for (const text of others) expect([text, takes(text)]).toEqual([text, false])
})

test.each([
  ['(', 'missing closing )'],
  ['))', 'unexpected )'],
  ['[a', 'missing closing ]'],
  ['[z-a]', 'invalid character class range'],
  ['[[:letters:]]', 'invalid character class range'],
  ['\\p{Grek}', 'invalid character class range'],
  ['*', 'missing argument to repetition operator'],
  ['(?i)*', 'missing argument to repetition operator'],
  ['a**', 'invalid nested repetition operator'],
  ['a{1001}', 'invalid repeat count'],
  ['a{2,1}', 'invalid repeat count'],
  ['(a{32}){32}', 'invalid repeat count'],
  ['\\1', 'invalid escape sequence'],
  ['\\Z', 'invalid escape sequence'],
  ['\\C', 'invalid escape sequence'],
  ['\\é', 'invalid escape sequence'],
  ['(?=a)', 'invalid or unsupported Perl syntax'],
  ['(?i-)', 'invalid or unsupported Perl syntax'],
  ['(?P<é>a)', 'invalid named capture'],
  [`${'('.repeat(1_000)}a${')'.repeat(1_000)}`, 'expression nests too deeply'],
])('%j is refused in the words of RE2', (pattern, words) => {
  const expression = compileExpression(pattern)
  expect(expression).toMatchObject({
    ok: false,
    reason: expect.stringContaining(`does not compile as RE2: ${words}`),
  })
})

test(`random expressions mean what they mean to another engine of RE2, seed ${SEED}`, () => {
  const random = seeded(SEED)
  let [taken, matched] = [0, 0]
  for (let n = 0; n < runs(2_000); n++) {
    const pattern = someExpression(random)
    const other = otherEngine(pattern)
    // It alone refuses names that are given twice.
    if (typeof other === 'string' && other.includes('duplicate')) continue
    const expression = compileExpression(pattern)
    expect([pattern, expression.ok]).toEqual([pattern, typeof other !== 'string'])
    if (!expression.ok || typeof other === 'string') continue
    taken++
    for (let value = 0; value < 8; value++) {
      const text = someText(random)
      const work: Work = { steps: 0 }
      const answer = expression.test(text, work)
      expect([pattern, text, answer]).toEqual([pattern, text, other.matcher(text).find()])
      expect(work.steps).toBeLessThanOrEqual(expression.size * (text.length + 1))
      expect(inPieces(expression, text)).toBe(answer)
      if (answer) matched++
    }
  }
  // However many are tried.
  expect(taken).toBeGreaterThan(runs(2_000) / 2)
  expect(matched).toBeGreaterThan(runs(2_000) / 20)
})

function inPieces({ testInSteps }: ReturnType<typeof compiled>, text: string): boolean {
  const steps = testInSteps(text, { steps: 0 }, 1)
  for (;;) {
    const next = steps.next()
    if (next.done === true) return next.value
  }
}

function otherEngine(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(`^(?:${pattern})$`)
  } catch (error) {
    return String(error)
  }
}

test(`lists of names, prefixes and pieces find exactly what stands in them, seed ${SEED}`, () => {
  const random = seeded(SEED)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const name = (): string =>
    Array.from({ length: Math.floor(random() * 5) }, () => one(['a', 'b', '-', '.', 'é', '🙂', '\n'])).join(
      '',
    )
  const quoted = (text: string): string => text.replace(/[.\\|()[\]{}^$*+?]/g, '\\$&')
  for (let n = 0; n < runs(200); n++) {
    const names = Array.from({ length: 1 + Math.floor(random() * 30) }, name)
    const list = names.map(quoted).join('|')
    const forms: readonly (readonly [string, (text: string) => boolean])[] = [
      [list, (text) => names.includes(text)],
      [`(${list})`, (text) => names.includes(text)],
      [`^((?:${list}))$`, (text) => names.includes(text)],
      [`(?i)(?:${list})`, (text) => names.some((one) => one.toUpperCase() === text.toUpperCase())],
      [`(?s)(${list}).*`, (text) => names.some((one) => text.startsWith(one))],
      [
        `(?s)${names.map((one) => `${quoted(one)}.*`).join('|')}`,
        (text) => names.some((one) => text.startsWith(one)),
      ],
      [`(?s).*(${list})`, (text) => names.some((one) => text.endsWith(one))],
      [
        `(?s)${names.map((one) => `.*${quoted(one)}.*`).join('|')}`,
        (text) => names.some((one) => text.includes(one)),
      ],
      [`x(${list})y`, (text) => names.some((one) => text === `x${one}y`)],
    ]
    for (const [pattern, takes] of forms) {
      const expression = compiled(pattern)
      for (const text of [
        ...names.slice(0, 4),
        name(),
        `${one(names)}${name()}`,
        `${name()}${one(names)}`,
        `x${one(names)}y`,
        one(names).toUpperCase(),
      ])
        expect([pattern, text, expression.test(text)]).toEqual([pattern, text, takes(text)])
    }
  }
})

const hosts = Array.from({ length: 2_000 }, (_, n) => `node-${n}.rack-${n % 40}.prod.example.net`)

test.each([
  ['(a|b|…)', `(${hosts.join('|')})`],
  ['^(…)$', `^(${hosts.join('|')})$`],
  ['escaped', hosts.map((host) => host.replaceAll('.', '\\.')).join('|')],
  ['(?i)', `(?i)(${hosts.join('|')})`],
  ['a:.*|b:.*', hosts.map((host) => `${host}:.*`).join('|')],
  ['(a|b).*', `(${hosts.join('|')}).*`],
  ['.*(a|b).*', `.*(${hosts.join('|')}).*`],
  [
    '.*a.*|.*b.*',
    hosts
      .slice(0, 300)
      .map((host) => `.*${host}.*`)
      .join('|'),
  ],
])('two thousand names of a tool, as %s, cost a text no more than a few do', (_, pattern) => {
  const expression = compiled(pattern)
  const work: Work = { steps: 0 }
  expect(expression.test('node-299.rack-19.prod.example.net:', work)).toBe(/[:.]\*/.test(pattern))
  work.steps = 0
  expect(expression.test('node-7.rack-7.prod.example.net', work)).toBe(!pattern.includes(':'))
  expect(work.steps).toBeLessThan(5_000)
  // The second time everything is known.
  work.steps = 0
  expression.test('node-7.rack-7.prod.example.net', work)
  expect(work.steps).toBeLessThan(50)
})

test.each([
  ['counted repetitions multiply', '.{1000}'.repeat(250), /has 250\d+ places .* and 200000 are allowed/],
  ['it is long', 'x'.repeat(300_000), /has 300000 characters, and 200000 are allowed/],
  ['classes are many', '[\\pL\\d]'.repeat(60), /classes of signs are too large together/],
  ['case is ignored in wide classes', `(?i)${'[A-￮][B-￮]'.repeat(200)}`, /classes of signs are too large/],
])('an expression is refused when %s', (_, pattern, reason) => {
  const matcher = compileMatcher('a', '=~', pattern)
  expect(matcher).toMatchObject({ ok: false, error: expect.stringMatching(reason) })
  if (!matcher.ok) expect(matcher.error.length).toBeLessThan(400)
})

test('a list of expressions has the room of one', () => {
  const read = compiledAll([1, 2, 3], () => compileMatcher('a', '=~', '.{1000}'.repeat(90)))
  expect(read).toMatchObject({ ok: false, index: 2, error: expect.stringMatching(/too large together/) })
})

test('in the long run one sign costs an expression no more than it says, however odd the texts are', () => {
  const random = seeded(SEED)
  for (const [pattern, isOne] of [
    ['.*foo.*', true],
    ['.*(error|warn|fatal).*', true],
    ['[a-z]+-[a-z]+-[0-9]{1,5}', true],
    ['(?i).*prod.*', true],
    ['\\bfoo\\b.*', true],
    ['(a|f)*a(a|f){12}', false],
    ['.{0,50}foo.{0,50}', false],
  ] as const) {
    const { test: takes, lasting, size } = compiled(pattern)
    expect([pattern, lasting()]).toEqual([pattern, isOne ? 1 : size])
    const long = (): string =>
      Array.from({ length: 500 }, () => 'foa-wrn 1F'.charAt(Math.floor(random() * 10))).join('')
    const work: Work = { steps: 0 }
    for (let n = 0; n < 100; n++) takes(long(), work)
    // What it comes to know costs once.
    expect(work.steps).toBeLessThanOrEqual(100 * 501 * lasting() + (isOne ? 512 * size : 0))
  }
})

test('whoever gives a budget waits for no more than that', () => {
  const { test: takes, size } = compiled('(a|b)*a(a|b){900}')
  const text = Array.from({ length: 2_000 }, (_, n) => ((n * 2_654_435_761) & 4_096 ? 'a' : 'b')).join('')
  const free: Work = { steps: 0 }
  takes(text, free)
  expect(free.steps).toBeGreaterThan(1_000_000)
  const work: Work = { steps: 0, most: 100_000 }
  expect(takes(text, work)).toBe(false)
  expect(work.steps).toBeGreaterThan(100_000)
  expect(work.steps).toBeLessThan(100_000 + 2 * size)
})
