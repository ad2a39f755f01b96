import { fingerprint } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { inFingerprintOrder } from '../../../server/src/core/in-fingerprint-order.ts'

test.each([0, 1, 300, 20_000])(
  '%s alerts come by their fingerprints, with steps where they are many',
  (count) => {
    const alerts = Array.from({ length: count }, (_, n) => ({ fingerprint: fingerprint({ n: String(n) }) }))
    const found = [...inFingerprintOrder(alerts)]
    const names = found.flatMap((alert) => alert?.fingerprint ?? [])
    expect(names).toEqual(alerts.map((alert) => alert.fingerprint).toSorted())
    expect(found.includes(undefined)).toBe(count === 20_000)
  },
)

test('alerts whose fingerprints all begin alike are sorted in steps as well', () => {
  const alerts = Array.from({ length: 20_000 }, (_, n) => ({
    fingerprint: `abc${fingerprint({ n: String(n) }).slice(3)}`,
  }))
  const found = [...inFingerprintOrder(alerts)]
  const names = found.flatMap((alert) => alert?.fingerprint ?? [])
  expect(names).toEqual(alerts.map((alert) => alert.fingerprint).toSorted())
  // Looking for the parts takes four.
  expect(found.length - names.length).toBeGreaterThan(40)
})
