import fc from 'fast-check'
import { expect, test } from 'vitest'
import { originOf } from '../../../server/src/alerts/record.ts'

function byParser(url: string): string | undefined {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null'
  return origin === 'null' || origin.length > 300 ? undefined : origin
}

const PIECES = [
  'http:',
  'HTTPS:',
  'file:',
  'a+b:',
  '//',
  '/',
  '\\',
  ':',
  ':9090',
  ':99999',
  '@',
  '?',
  '#',
  '%',
  '%2f',
]
const HOSTS = [
  'a.example',
  'B.example.',
  '[::1]',
  '127.1',
  'ü.example',
  'x y',
  'user:secret',
  '\t',
  '',
  '🙂',
  '^',
]

test('the origin of a link is the parser’s, whatever stands behind it and whoever asked before', () => {
  const made = fc.array(fc.constantFrom(...PIECES, ...HOSTS), { maxLength: 8 }).map((parts) => parts.join(''))
  const usual = made.map((rest) => `http://${rest}`)
  fc.assert(
    fc.property(fc.array(fc.oneof(made, usual, fc.webUrl()), { maxLength: 4 }), (urls) => {
      for (const url of urls) expect(originOf(url), url).toBe(byParser(url))
    }),
    { numRuns: 2_000 },
  )
})
