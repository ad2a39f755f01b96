import { compileFilter, EVENT_TYPES, LEVELS, SOURCES, type StreamFilter } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNarrower } from '../../../../server/src/stream/transports/narrowing.ts'
import { runs } from '../../../support/chance.ts'
import { sampleEvent } from '../../../support/stream/sample-events.ts'

const filter: fc.Arbitrary<StreamFilter> = fc.record(
  {
    types: fc.subarray([...EVENT_TYPES]),
    sources: fc.subarray([...SOURCES]),
    severity: fc.subarray([...LEVELS]),
    filter: fc.subarray(['cluster="eu-1"', 'cluster = "eu-1"', 'cluster=~"eu-.*"', 'alertname!="Alert1"']),
  },
  { requiredKeys: [] },
)

const events = Array.from({ length: 200 }, (_, i) => sampleEvent(i + 1, 'e1', i + 1))

test('S20: what is called narrower never lets an event pass that was held back before', () => {
  fc.assert(
    fc.property(filter, filter, (before, next) => {
      if (!isNarrower(before, next)) return
      const [a, b] = [compileFilter(before), compileFilter(next)]
      if (!a.ok || !b.ok) throw new Error('these filters compile')
      for (const event of events) if (b.value.passes(event)) expect(a.value.passes(event)).toBe(true)
    }),
    { numRuns: runs(2000) },
  )
})

test.each<[StreamFilter, StreamFilter, boolean]>([
  [{}, { severity: ['critical'] }, true],
  [{ severity: ['critical'] }, {}, false],
  [{ severity: ['critical', 'high'] }, { severity: ['high'] }, true],
  [{ severity: ['high'] }, { severity: ['critical', 'high'] }, false],
  [{ filter: ['a="1"'] }, { filter: ['b="2"', 'a = "1"'] }, true],
  [{ filter: ['a="1"'] }, { filter: ['b="2"'] }, false],
  [{ types: ['alert_created'] }, { types: ['alert_created'], sources: [] }, true],
])('%j, then %j: narrower is %s', (before, next, wanted) => {
  expect(isNarrower(before, next)).toBe(wanted)
})
