import { parseMatcher, parseMatchers } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { readUtf8 } from '../../contract/src/read-utf8.ts'

/** The text of each matcher as name, operator, value; or undefined. */
function utf8(text: string): readonly (readonly string[])[] | undefined {
  return readUtf8(text)?.map(({ name, operator, value }) => [name, operator, value])
}

function list(text: string): unknown {
  const matchers = parseMatchers(text)
  return matchers.ok
    ? matchers.value.map(({ name, operator, value }) => [name, operator, value])
    : matchers.error
}

function one(text: string): unknown {
  const matcher = parseMatcher(text)
  return matcher.ok ? [matcher.value.name, matcher.value.operator, matcher.value.value] : matcher.error
}

/** What Alertmanager's own tests of its UTF-8 parser say. */
describe('the UTF-8 grammar', () => {
  test.each([
    ['', []],
    ['{}', []],
    ['{foo=bar}', [['foo', '=', 'bar']]],
    ['{foo=bar,}', [['foo', '=', 'bar']]],
    ['{foo!=bar}', [['foo', '!=', 'bar']]],
    ['{foo=~[a-z]+}', [['foo', '=~', '[a-z]+']]],
    ['{foo!~[a-z]+}', [['foo', '!~', '[a-z]+']]],
    ['{foo=🙂bar}', [['foo', '=', '🙂bar']]],
    ['foo=bar', [['foo', '=', 'bar']]],
    ['foo=bar,', [['foo', '=', 'bar']]],
    ['{"foo"="bar"}', [['foo', '=', 'bar']]],
    ['{"foo"=~"\\\\d+"}', [['foo', '=~', '\\d+']]],
    ['{"foo"="\\xf0\\x9f\\x99\\x82"}', [['foo', '=', '🙂']]],
    ['{"foo"="\\360\\237\\231\\202"}', [['foo', '=', '🙂']]],
    ['{"foo"="\\U0001f642"}', [['foo', '=', '🙂']]],
    ['{"foo"="bar\\n"}', [['foo', '=', 'bar\n']]],
    ['{"foo"="bar\\t"}', [['foo', '=', 'bar\t']]],
    ['{"foo"="\\"bar\\""}', [['foo', '=', '"bar"']]],
    ['{"foo"="bar\\\\"}', [['foo', '=', 'bar\\']]],
    ['"foo"="bar",', [['foo', '=', 'bar']]],
    [
      '{foo=bar,bar!=baz}',
      [
        ['foo', '=', 'bar'],
        ['bar', '!=', 'baz'],
      ],
    ],
    [
      ' foo = "bar"\u00a0,\tbar != "baz" ',
      [
        ['foo', '=', 'bar'],
        ['bar', '!=', 'baz'],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(utf8(text)).toEqual(expected)
  })

  test.each([
    ',',
    '{,}',
    '{',
    '}',
    'foo=bar}',
    '{foo=bar',
    '{foo=:"bar"}',
    '{foo="bar\\w"}',
    '{"foo"=~"\\d+"}',
    '{foo=bar\\n}',
    '{"foo"="\\xf0\\x9f"}',
    '{"foo"="\\ud83d\\ude42"}',
    '{"foo"="\\777"}',
    '{"foo"="two\nlines"}',
    '{"foo"="\\\'"}',
    'foo=',
    'foo="bar',
    'foo==bar',
    'foo=bar bar=baz',
    'foo=bar,,bar=baz',
    '{foo=bar}}',
    '{{foo=bar}}',
    "foo='bar'",
  ])('%j is not of it', (text) => {
    expect(utf8(text)).toBeUndefined()
  })
})

/** What Alertmanager's own tests of its classic parser say. */
describe('a list of matchers', () => {
  test.each([
    ['{}', []],
    ["{foo='}", [['foo', '=', "'"]]],
    ['{foo=`}', [['foo', '=', '`']]],
    ['{foo=\\"}', [['foo', '=', '"']]],
    ['{foo=~"bar.*"}', [['foo', '=~', 'bar.*']]],
    [
      '{foo="bar",baz!~".*quux", derp="wat"}',
      [
        ['foo', '=', 'bar'],
        ['baz', '!~', '.*quux'],
        ['derp', '=', 'wat'],
      ],
    ],
    [
      '{foo="bar,quux", job="job1"}',
      [
        ['foo', '=', 'bar,quux'],
        ['job', '=', 'job1'],
      ],
    ],
    [
      '{foo = "bar", dings != "bums", }',
      [
        ['foo', '=', 'bar'],
        ['dings', '!=', 'bums'],
      ],
    ],
    [
      '{quote="She said: \\"Hi, ladies! That\'s gender-neutral…\\""}',
      [['quote', '=', 'She said: "Hi, ladies! That\'s gender-neutral…"']],
    ],
    ['tricky=~~~', [['tricky', '=~', '~~']]],
    ['trickier==\\\\=\\=\\"', [['trickier', '=', '=\\=\\="']]],
    [
      'contains_quote != "\\"" , contains_comma !~ "foo,bar" , ',
      [
        ['contains_quote', '!=', '"'],
        ['contains_comma', '!~', 'foo,bar'],
      ],
    ],
    ['{foo=bar}}', [['foo', '=', 'bar}']]],
    ['{foo=bar}},}', [['foo', '=', 'bar}}']]],
    [
      '{foo=,bar=}}',
      [
        ['foo', '=', ''],
        ['bar', '=', '}'],
      ],
    ],
    ['{foo=bar\\t}', [['foo', '=', 'bar\\t']]],
    ['{foo=bar\\n}', [['foo', '=', 'bar\n']]],
    ['{foo=bar\\}', [['foo', '=', 'bar\\']]],
    ['{foo=bar\\\\}', [['foo', '=', 'bar\\']]],
    ['{foo=bar\\"}', [['foo', '=', 'bar"']]],
    ['job=', [['job', '=', '']]],
    ['{foo=', [['foo', '=', '']]],
    ['{foo=}b', [['foo', '=', '}b']]],
    // Where only the UTF-8 grammar reads it, and where both do and differ.
    [
      '{foo🙂=bar,bar=baz🙂}',
      [
        ['foo🙂', '=', 'bar'],
        ['bar', '=', 'baz🙂'],
      ],
    ],
    [
      '{foo=!bar,bar=$baz\\n}',
      [
        ['foo', '=', '!bar'],
        ['bar', '=', '$baz\n'],
      ],
    ],
    ['{foo="\\xf0\\x9f\\x99\\x82"}', [['foo', '=', '\\xf0\\x9f\\x99\\x82']]],
  ])('%j', (text, expected) => {
    expect(list(text)).toEqual(expected)
  })

  test.each([
    [',', /^bad matcher format: /],
    ['{,}', /^bad matcher format: /],
    ['job="value', /^matcher value contains unescaped double quote: "value$/],
    ['job=value"', /^matcher value contains unescaped double quote: value"$/],
    ['trickier==\\\\=\\=\\""', /^matcher value contains unescaped double quote: =\\\\=\\=\\""$/],
    ['contains_unescaped_quote = foo"bar', /^matcher value contains unescaped double quote: foo"bar$/],
    ['{invalid-name! = "valid label"}', /^bad matcher format: invalid-name! = "valid label"/],
    ['{foo=~"invalid[regexp"}', /missing closing \]/],
    ['"{foo=\\"bar"}', /^bad matcher format: "\{foo=\\"bar"/],
    ['"foo=\\"bar"', /^bad matcher format: "foo=\\"bar"/],
    ['"foo="bar""', /^bad matcher format: "foo="bar""/],
    ['{{foo=', /^bad matcher format: \{foo=/],
    ['{foo!bar}', /^bad matcher format: foo!bar/],
  ])('%j is refused', (text, error) => {
    expect(list(text)).toMatch(error)
  })

  test('a name that only UTF-8 mode has', () => {
    expect(list('{invalid-name = "valid label"}')).toEqual([['invalid-name', '=', 'valid label']])
  })
})

/** What Alertmanager's own tests of its fallback mode say. */
describe('one matcher', () => {
  test.each([
    ['foo=bar', ['foo', '=', 'bar']],
    ['foo🙂=bar', ['foo🙂', '=', 'bar']],
    ['foo=!bar\\n', ['foo', '=', '!bar\n']],
    ['foo="\\xf0\\x9f\\x99\\x82"', ['foo', '=', '\\xf0\\x9f\\x99\\x82']],
    ['"foo"="\\xf0\\x9f\\x99\\x82"', ['foo', '=', '🙂']],
    ['foo=bar,bar=baz', ['foo', '=', 'bar,bar=baz']],
  ])('%j', (text, expected) => {
    expect(one(text)).toEqual(expected)
  })

  test.each([
    ['foo!bar', /^bad matcher format: foo!bar/],
    ['"foo"=bar,"bar"=baz', /^bad matcher format: /],
    ['{foo=bar}', /^unexpected open or close brace: \{foo=bar\}/],
    ['foo=bar}', /^unexpected open or close brace: foo=bar\}/],
  ])('%j is refused', (text, error) => {
    expect(one(text)).toMatch(error)
  })
})

test('the spaces around the last matcher are those of Go: U+0085 is one, U+FEFF is none', () => {
  expect(parseMatchers('a=b\u0085')).toMatchObject({ ok: true, value: [{ name: 'a', value: 'b' }] })
  expect(parseMatchers('a=b\ufeff')).toMatchObject({ ok: true, value: [{ name: 'a', value: 'b\ufeff' }] })
})
