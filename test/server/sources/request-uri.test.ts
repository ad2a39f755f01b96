import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRequestUri } from '../../../server/src/sources/request-uri.ts'

/** The same part by part: the scheme, what stands between `//` and the next delimiter, and its user, host and port. */
function byParts(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit === 0x7f) return false
    if (unit === 0x25 && !/^[0-9a-fA-F]{2}$/.test(text.slice(at + 1, at + 3))) return false
  }
  if (text.startsWith('/') || text === '*') return true
  const colon = text.indexOf(':')
  if (colon < 1 || !/^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(text.slice(0, colon))) return false
  const rest = text.slice(colon + 1)
  if (!rest.startsWith('//')) return true
  const [authority = ''] = rest.slice(2).split(/[/?#]/)
  const users = authority.split('@')
  if (users.length > 2) return false
  if (users.some((part) => /[\s"<>\\^`{|}]/.test(part))) return false
  const [host = ''] = users.slice(-1)
  if (users.length === 2 && /[[\]]/.test(users[0] ?? '')) return false
  const bracketed = host.startsWith('[') ? host.indexOf(']') : -1
  if (host.startsWith('[') && bracketed < 0) return false
  const name = bracketed < 0 ? (host.split(':', 1)[0] ?? '') : host.slice(1, bracketed)
  if (/[[\]]/.test(name)) return false
  const port = bracketed < 0 ? host.slice(name.length) : host.slice(bracketed + 1)
  return /^(:\d*)?$/.test(port)
}

const PIECES = [
  'http',
  'https:',
  '://',
  '//',
  ':',
  '/',
  '?',
  '#',
  '@',
  '[',
  ']',
  '[::1]',
  ':9090',
  'a.example',
]
const SIGNS = [
  '%',
  '%2f',
  '%G',
  ' ',
  '\t',
  '\n',
  '\u00a0',
  '\u2028',
  '"',
  '\\',
  '^',
  '`',
  '{',
  '|',
  '*',
  '-',
  'ü',
  '😀',
]

test('a link is judged as it is part by part', () => {
  const made = fc
    .array(fc.constantFrom(...PIECES, ...SIGNS), { maxLength: 10 })
    .map((parts) => parts.join(''))
  const usual = made.map((rest) => `http://prometheus.example.com:9090${rest}`)
  fc.assert(
    fc.property(fc.oneof(made, usual, fc.webUrl(), fc.string()), (text) => {
      expect(isRequestUri(text)).toBe(byParts(text))
    }),
    { numRuns: 3_000 },
  )
})
