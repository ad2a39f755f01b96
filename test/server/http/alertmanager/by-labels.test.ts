import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByLabels } from '../../../../server/src/http/alertmanager/by-labels.ts'
import { runs } from '../../../support/chance.ts'

const NAMES = ['alertname', 'cluster', '__proto__', 'job']
const aValue = fc.constantFrom('', 'a', 'ab', 'b', '__proto__', 'cluster')
/** Some of these names, in their order, as groups have them. */
const aLabelSet = fc
  .tuple(...NAMES.map(() => fc.oneof(fc.constant(undefined), aValue)))
  .map((values) =>
    Object.fromEntries(NAMES.flatMap((name, n) => (values[n] === undefined ? [] : [[name, values[n]]]))),
  )

test('two label sets have one place when they are the same, and only then', () => {
  fc.assert(
    fc.property(fc.array(aLabelSet, { maxLength: 30 }), (sets) => {
      const found = new ByLabels<string>()
      for (const labels of sets) {
        const text = JSON.stringify(Object.entries(labels))
        const place = found.at(labels)
        place.value ??= text
        expect(place.value).toBe(text)
      }
    }),
    { numRuns: runs(500) },
  )
})
