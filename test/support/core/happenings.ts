import fc from 'fast-check'
import { MINUTE, type TestCore } from './test-core.ts'

const name = fc.constantFrom('A', 'B', 'C')
const severity = fc.constantFrom('critical', 'page', 'warning', 'odd')

/** What may happen to a server, in any order. */
export const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fire' as const), name, severity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resolve' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('relay' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 7 }) }),
  },
)
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Lets it happen. */
export async function happen(t: TestCore, what: Happening): Promise<void> {
  const now = t.clock.now()
  switch (what.kind) {
    case 'fire':
      return t.report(what.name, { labels: { severity: what.severity } })
    case 'relay':
      return t.report(what.name, { labels: { severity: what.severity }, entry: 'relayed', ends: undefined })
    case 'resolve':
      return t.report(what.name, { labels: { severity: what.severity }, at: { startsAt: now, endsAt: now } })
    case 'acknowledge': {
      const fingerprint = t.core.board().alerts[what.index]?.fingerprint
      if (fingerprint === undefined) return
      const request = { life: undefined, until: 'resolved', endsAt: undefined, note: undefined } as const
      await t.core.acknowledge({ ...request, name: 'Ana', fingerprint })
      return
    }
    case 'silence':
      await t.core.setSilence({
        id: undefined,
        matchers: [{ name: 'alertname', value: what.name, is_regex: false, is_equal: true }],
        startsAt: now,
        endsAt: now + 3 * MINUTE,
        createdBy: 'Ana',
        comment: 'test',
        annotations: {},
      })
      return
    case 'wait':
      await t.pass(what.minutes * MINUTE)
  }
}
