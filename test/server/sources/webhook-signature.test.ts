import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { signatureProblem } from '../../../server/src/sources/webhook-signature.ts'

const NOW = Date.UTC(2026, 0, 5, 3)
const HEADER = 'X-Grafana-Alerting-Signature'
const body = Buffer.from('{"a":"ü"}')
const sign = (text: string | Buffer, secret = 'pst') =>
  createHmac('sha256', secret).update(text).digest('hex')
const plain = { secret: 'pst', header: HEADER, timestampHeader: '' }
const timed = { ...plain, timestampHeader: 'X-Time' }
const check = (signature: string | undefined, given = body) =>
  signatureProblem(plain, { 'x-grafana-alerting-signature': signature }, given, NOW)

test('a good signature is good in either case, and an independent one too', () => {
  expect(check(sign(body))).toBeUndefined()
  expect(check(sign(body).toUpperCase())).toBeUndefined()
  // RFC 4231, test case 2.
  const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  const signing = { secret: 'Jefe', header: 'x-sig', timestampHeader: '' }
  const text = Buffer.from('what do ya want for nothing?')
  expect(signatureProblem(signing, { 'x-sig': known }, text, NOW)).toBeUndefined()
})

test.each([
  ['none', undefined, /the header X-Grafana-Alerting-Signature is missing.*HMAC/],
  ['an empty one', '', /is missing/],
  ['no hex', 'z'.repeat(64), /not an HMAC-SHA256 in hex/],
  ['a short one', sign(body).slice(2), /not an HMAC-SHA256/],
  ['a prefixed one', `sha256=${sign(body)}`, /not an HMAC-SHA256/],
  ['another secret’s', sign(body, 'other'), /does not fit the body.*grafana\.secret_file.*timestamp_header/],
  ['another body’s', sign('{}'), /does not fit the body/],
])('%s is refused with what to do', (_what, signature, message) => {
  expect(check(signature)).toMatch(message)
})

const at = (time: string | undefined, signed = time) =>
  signatureProblem(
    timed,
    { 'x-grafana-alerting-signature': sign(`${signed}:${body.toString()}`), 'x-time': time },
    body,
    NOW,
  )
const seconds = (off: number) => String(NOW / 1000 + off)

test('a time of signing is part of what is signed, and may be five minutes off', () => {
  for (const off of [0, 300, -300]) expect(at(seconds(off))).toBeUndefined()
  expect(at(seconds(-301))).toMatch(/signed 301 s ago.*clock.*300 s/)
  expect(at(seconds(301))).toMatch(/301 s in the future/)
  expect(at(seconds(0), seconds(1))).toMatch(/does not fit the body/)
  expect(at(undefined)).toMatch(/X-Time is missing.*grafana\.timestamp_header/)
  expect(at('2026-01-05T03:00:00Z')).toMatch(/not a time in Unix seconds/)
  expect(at(`${seconds(0)}.0`)).toMatch(/not a time in Unix seconds/)
})
