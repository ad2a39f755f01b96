import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNewer } from '../../../src/main/updates/version-order.ts'

/** As Semantic Versioning 2.0 orders them (its example in 11, and what people get wrong). */
const ORDER = [
  '0.9.10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '10.0.0',
  '10.0.90071992547409930',
  '10.0.90071992547409931',
]

test('versions come in the order of Semantic Versioning', () => {
  for (const [place, version] of ORDER.entries())
    for (const [other, than] of ORDER.entries())
      expect(isNewer(version, than), `${version} > ${than}`).toBe(place > other)
})

test('what follows a plus does not count, and what is no version is never newer', () => {
  expect(isNewer('1.0.0+b', '1.0.0+a')).toBe(false)
  for (const odd of ['', '1', '1.2', 'v1.2.3', '01.2.3', '1.2.3-', '9.9.9 ', '1.2.3.4']) {
    expect(isNewer(odd, '1.0.0'), odd).toBe(false)
    expect(isNewer('1.0.0', odd), odd).toBe(false)
  }
})

const version = fc
  .tuple(
    fc.nat(),
    fc.nat(),
    fc.nat(),
    fc.array(fc.stringMatching(/^(0|[1-9]\d{0,2}|[a-z-][0-9a-z-]*)$/), { maxLength: 3 }),
  )
  .map(([a, b, c, parts]) => `${a}.${b}.${c}${parts.length === 0 ? '' : `-${parts.join('.')}`}`)

test('of any two that differ exactly one is newer', () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(isNewer(one, one)).toBe(false)
      if (one !== other) expect(isNewer(one, other)).not.toBe(isNewer(other, one))
    }),
  )
})
