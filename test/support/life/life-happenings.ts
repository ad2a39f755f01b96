import fc from 'fast-check'

export const NAMES = ['A', 'B']

/** Who may report. */
export const REPORTERS = [
  { entry: 'direct', product: 'Prometheus', sender: 'a', generator: 'http://one:9090' },
  { entry: 'direct', product: 'Prometheus', sender: 'b', generator: 'http://two:9090' },
  { entry: 'direct', product: 'Prometheus', sender: 'a', generator: 'http://two:9090' },
  { entry: 'direct', product: 'Script', sender: 'c', generator: undefined },
  { entry: 'relayed', product: 'Alertmanager', sender: 'd', generator: 'http://one:9090' },
  { entry: 'relayed', product: 'Alertmanager', sender: 'e', generator: 'http://two:9090' },
] as const

/** Those who play: few of them meet more often. */
export const cast = fc.record({
  who: fc.uniqueArray(fc.nat(REPORTERS.length - 1), { minLength: 1, maxLength: 3 }),
  names: fc.constantFrom(['A'], NAMES),
})
export type Cast = typeof cast extends fc.Arbitrary<infer T> ? T : never

const who = fc.nat(6)
const name = fc.nat(1)
const words = fc.constantFrom('x', 'y')
/** Seconds from now; `fixed` is the same moment for all, a minute before the test began. */
const start = fc.constantFrom('fixed' as const, 'fixed' as const, 0, -20, 60, undefined)
const deadline = fc.constantFrom(undefined, 123, 243, 603)
const end = fc.constantFrom(0, 0, -10, -20, -600)
const tens = (most: number) => fc.integer({ min: 1, max: most }).map((n) => n * 10)

/** What may happen to a server, in any order; times are in seconds. */
export const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('fire' as const), name, who, start, ends: deadline, words }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('resolve' as const), name, who, start, ends: end, words }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('resend' as const),
      name,
      who,
      start,
      ends: deadline,
      words,
      times: fc.integer({ min: 3, max: 5 }),
      every: fc.constantFrom(30, 60, 120),
      /** Silent for this long after the last one. */
      silent: fc.constantFrom(0, 0, 600),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: tens(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), seconds: tens(90) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), seconds: tens(90) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('by hand' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('full' as const), name, who, seconds: tens(60) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      seconds: fc.constantFrom(-1800, -60, 60, 1800),
    }),
  },
)
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never
