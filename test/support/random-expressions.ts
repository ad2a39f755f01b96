/** Pieces of expressions that any engine of RE2 takes. */
const PIECES = [
  ...[
    'a',
    'b',
    'ab',
    'k',
    'K',
    'ſ',
    's',
    '-',
    ' ',
    '_',
    'é',
    '日',
    '🙂',
    '\\.',
    '\\-',
    '\\n',
    '\\x41',
    '\\101',
  ],
  ...[
    '.',
    '\\d',
    '\\w',
    '\\S',
    '\\s',
    '[a-c]',
    '[^a]',
    '[[:alpha:]]',
    '[[:^digit:]x]',
    '[^\\n]',
    '[\\w-]',
    '[]a]',
  ],
  ...['^', '$', '\\b', '\\B', '\\A', '\\z', '(?i)', '(?s)', '(?m)', '(?U)', '(?-s)', '()', '{', '}', ']'],
  ...['\\pL', '\\PN', '\\p{Greek}', '\\x{1F642}', '\\Qa.b\\E', '[a\\]b]'],
]
/** Pieces that it may refuse. */
const ODD = [
  ...[
    '\\E',
    '\\Z',
    '\\C',
    '(?=',
    '\\1',
    '\\_',
    '[a-',
    '(?P<',
    '|',
    '(',
    ')',
    '*',
    '[b-a]',
    '\\8',
    '(?',
    '\\p{X}',
  ],
]
const REPEATS = ['*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '??', '{,2}', '{0}', '{01}']
const ODD_REPEATS = ['**', '{1001}', '{3,2}', '+?*']
const GROUPS = ['(', '(?:', '(?i:', '(?s:', '(?P<n>', '(?m-i:']
const SIGNS = [
  ...[
    'a',
    'b',
    'c',
    'k',
    'K',
    '\u212a',
    's',
    'ſ',
    'S',
    '.',
    '1',
    'x',
    'é',
    'É',
    '日',
    '🙂',
    '\n',
    '-',
    '_',
    ' ',
  ],
  ...['A', 'ab', 'a.b', 'α', 'Σ', 'σ', 'ς', '{', '}', ']'],
]

/** An expression by chance, most of which are valid ones. */
export function someExpression(random: () => number, depth = 2): string {
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] as string
  let text = ''
  const count = 1 + Math.floor(random() * 3)
  for (let n = 0; n < count; n++) {
    if (n > 0 && random() < 0.3) text += '|'
    const isGroup = depth > 0 && random() < 0.35
    text += isGroup
      ? `${one(GROUPS)}${someExpression(random, depth - 1)})`
      : one(random() < 0.02 ? ODD : PIECES)
    if (random() < 0.3) text += one(random() < 0.03 ? ODD_REPEATS : REPEATS)
  }
  return text
}

/** A text that such an expression may match. */
export function someText(random: () => number): string {
  const length = Math.floor(random() * 5)
  return Array.from({ length }, () => SIGNS[Math.floor(random() * SIGNS.length)] as string).join('')
}
