import fc from 'fast-check'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Values that readers trip over: wrong kinds, huge and odd numbers, halves of characters, times that are none. */
const ODD: readonly Json[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\ud800',
  '\u0000',
  '__proto__',
  'resolved',
  'firing',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-02-30T00:00:00Z',
  '2026-01-05T02:00:00.123456789+14:00',
  'http://[::1',
  '/a b',
  [],
  {},
  [[]],
  { constructor: { prototype: 1 } },
]

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'alertname',
  'labels',
  'status',
  'alerts',
  'version',
]

/** Any JSON, with the odd values and names more often than chance would have them. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...ODD),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 8 })),
          tie('json'),
        ),
        {
          maxLength: 5,
        },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
})).json

/** One change of a message: where (a choice at each level), and what is done there. */
const change = fc.record({
  way: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 }),
  deed: fc.oneof(
    fc.record({ kind: fc.constant('replace' as const), by: anyJson }),
    fc.record({ kind: fc.constant('drop' as const) }),
    fc.record({ kind: fc.constant('double' as const) }),
    fc.record({ kind: fc.constant('add' as const), name: fc.constantFrom(...NAMES), by: anyJson }),
  ),
})
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never

/** Real messages with one to four changes anywhere in them. */
export function mutated(messages: readonly unknown[]): fc.Arbitrary<Json> {
  return fc
    .tuple(
      fc.constantFrom(...(messages as readonly Json[])),
      fc.array(change, { minLength: 1, maxLength: 4 }),
    )
    .map(([message, changes]) =>
      changes.reduce<Json>((sofar, one) => changed(sofar, one.way, one.deed), message),
    )
}

function changed(value: Json, way: readonly number[], deed: Change['deed']): Json {
  const [first = 0, ...rest] = way
  const entries: [string, Json][] = value === null || typeof value !== 'object' ? [] : Object.entries(value)
  if (entries.length === 0) return deed.kind === 'replace' ? deed.by : value
  const at = first % entries.length
  const here = entries[at]?.[1] ?? null
  const isLeaf = here === null || typeof here !== 'object' || Object.keys(here).length === 0
  const next =
    rest.length === 0 || isLeaf
      ? done(entries, at, deed)
      : entries.with(at, [entries[at]?.[0] ?? '', changed(here, rest, deed)])
  return Array.isArray(value) ? next.map(([, one]) => one) : Object.fromEntries(next)
}

function done(
  entries: readonly [string, Json][],
  at: number,
  deed: Change['deed'],
): readonly [string, Json][] {
  const [name, here] = entries[at] ?? ['', null]
  switch (deed.kind) {
    case 'replace':
      return entries.with(at, [name, deed.by])
    case 'drop':
      return entries.toSpliced(at, 1)
    case 'double':
      return entries.toSpliced(at, 0, [`${name}2`, here])
    case 'add':
      return [...entries, [deed.name, deed.by]]
  }
}
