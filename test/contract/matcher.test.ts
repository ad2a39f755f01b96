import { compileFilter, formatMatcher, parseMatcher } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { sampleEvent } from '../support/stream/sample-events.ts'

function matches(text: string, labels: Record<string, string>): boolean {
  const matcher = parseMatcher(text)
  if (!matcher.ok) throw new Error(matcher.error)
  return matcher.value.matches(labels)
}

test.each([
  ['a=b', { a: 'b' }, true],
  ['a = "b"', { a: 'b' }, true],
  ['a=~"E"', { a: 'E1' }, false],
  ['a=~"E.*"', { a: 'E1' }, true],
  ['a=~x|y', { a: 'y' }, true],
  ['a!~"x|y"', { a: 'z' }, true],
  ['a=~"(?i)abc"', { a: 'ABC' }, true],
  ['a=""', {}, true],
  ['a!=""', {}, false],
  ['a!=b', {}, true],
  ['"quoted name"="x"', { 'quoted name': 'x' }, true],
  ['a=~".*"', { a: 'two\nlines' }, false],
  ['a=~"a.c"', { a: 'abc' }, true],
  ['a=bad{', { a: 'bad{' }, true],
  ['a="say \\"hi\\""', { a: 'say "hi"' }, true],
  // Both grammars read these, and differently: the classic one is right.
  ['a="x\\ty"', { a: 'x\\ty' }, true],
  ['a="x\\ty"', { a: 'x\ty' }, false],
  ['a=~"\\x41"', { a: 'A' }, true],
  ['a=b,', { a: 'b,' }, true],
  // Only one of them reads these.
  ['a="b",', { a: 'b' }, true],
  ['a=~"\\d+\\.\\d"', { a: '12.5' }, true],
  ['a=', {}, true],
  ['"a"=x', { a: 'x' }, true],
  ['ä=x', { ä: 'x' }, true],
  ['a="b}c"', { a: 'b}c' }, true],
] as const)('%s on %j is %s', (text, labels, expected) => {
  expect(matches(text, labels)).toBe(expected)
})

test.each([
  '{a="b"}',
  '{a="b"',
  'a=b}',
  'a=b"c',
  'a="b',
  '"a"=',
  'ä=',
  'a',
  '="b"',
  'a=~"("',
  'a=~"(?=x)"',
  '',
])('%j is refused with a reason', (text) => {
  const matcher = parseMatcher(text)
  expect(matcher.ok).toBe(false)
  expect(!matcher.ok && matcher.error.length).toBeGreaterThan(10)
})

test('a matcher is written as it is read', () => {
  const matcher = parseMatcher('team=~"a|\\"b\\""')
  expect(matcher.ok && formatMatcher(matcher.value)).toBe('team=~"a|\\"b\\""')
})

test('S20: filters of the same meaning share one key', () => {
  const key = (filter: Parameters<typeof compileFilter>[0]): string => {
    const compiled = compileFilter(filter)
    return compiled.ok ? compiled.value.key : compiled.error
  }
  expect(key({ types: ['alert_created', 'alert_firing'] })).toBe(
    key({ types: ['alert_firing', 'alert_created'] }),
  )
  expect(key({ filter: ['a=b', 'c="d"'] })).toBe(key({ filter: ['c=d', 'a="b"'] }))
  expect(key({ severity: ['critical'] })).not.toBe(key({}))
})

test.each<[Parameters<typeof compileFilter>[0], boolean]>([
  [{ severity: ['critical'] }, true],
  [{ severity: ['warning'] }, true],
  [{ severity: ['info'] }, false],
  [{ filter: ['severity=critical'] }, true],
  [{ filter: ['severity=warning', 'host=a'] }, true],
  [{ filter: ['severity=warning', 'host=b'] }, false],
])('S20: who follows %j is told of a level that changes away from it, or to it: %s', (filter, told) => {
  const compiled = compileFilter(filter)
  if (!compiled.ok) throw new Error(compiled.error)
  const sample = sampleEvent(1, 'e1', 1)
  if (sample.source !== 'alert_processor') throw new Error('the first sample is of an alert')
  const data = { ...sample.data, severity: 'warning', level: 'warning' as const }
  const labels = { alertname: 'Disk', host: 'a', severity: 'warning' }
  const event = {
    ...sample,
    data: { ...data, labels, was: { severity: 'critical', level: 'critical' as const } },
  }
  expect(compiled.value.passes(event)).toBe(told)
})
