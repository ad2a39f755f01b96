import { fingerprint } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** Returned by a real Alertmanager for these labels. */
const VECTORS: readonly (readonly [Record<string, string>, string])[] = [
  [{}, 'cbf29ce484222325'],
  [{ alertname: 'Good' }, 'bfb7da6a737ed1db'],
  [{ alertname: 'D2' }, 'eb43c64335b7b4fa'],
  [{ alertname: 'B2', severity: 'warning' }, 'ab14d49a20ee4939'],
  [{ alertname: 'A', cluster: 'x', severity: 'critical' }, '3faafd8e0b61e953'],
  [{ alertname: 'B', cluster: 'x', severity: 'warning' }, '931c83ce08658ceb'],
  [{ alertname: 'A0', team: 't"q' }, '24987188363b468d'],
  [{ alertname: 'Ünï', zone: '日本🙂' }, 'b2765145b9a6138b'],
]

test.each(VECTORS)("Alertmanager's fingerprint of %j", (labels, expected) => {
  expect(fingerprint(labels)).toBe(expected)
})

test('labels of empty value and the order of names play no part', () => {
  expect(fingerprint({ b: '2', a: '1', c: '' })).toBe(fingerprint({ a: '1', b: '2' }))
})

test('the split arithmetic equals 64-bit FNV-1a for any labels', () => {
  const reference = (labels: Record<string, string>): string => {
    let hash = 14695981039346656037n
    const mix = (bytes: Uint8Array): void => {
      for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn
    }
    const names = Object.keys(labels).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const name of names) {
      mix(
        Buffer.concat([
          Buffer.from(name),
          Buffer.from([255]),
          Buffer.from(labels[name] ?? ''),
          Buffer.from([255]),
        ]),
      )
    }
    return hash.toString(16).padStart(16, '0')
  }
  const word = fc.string({ minLength: 1, unit: 'grapheme' })
  fc.assert(
    fc.property(fc.dictionary(word, word), (labels) => {
      expect(fingerprint(labels)).toBe(reference({ ...labels }))
    }),
  )
})
