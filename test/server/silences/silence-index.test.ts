import { fingerprint, type LabelSet, type MatcherData, matchesAll, type Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { finish } from '../../../server/src/ground/steps.ts'
import { FiringLabels } from '../../../server/src/silences/firing-labels.ts'
import { SilenceIndex } from '../../../server/src/silences/silence-index.ts'
import { compiledMatchers, silenceError } from '../../../server/src/silences/silence-rules.ts'
import { takeSeed } from '../../support/chance.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { seeded } from '../../support/seeded.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SEED = takeSeed()
const NAMES = ['alertname', 'instance', 'team', '__proto__', 'x y'] as const
const VALUES = ['', 'a', 'b', 'a.b', 'A', 'constructor', 'a|b', 'ab'] as const
const EXPRESSIONS = [
  ...['a', 'a|b', 'a|', 'a.b', '.+', '.*', 'a.*|b', '(?i)a', '[^a]+', 'a||b', '(constructor)?'],
  ...['a[b]?', 'ab?', '.*b.*', 'a.+|b.*', '[aA].*', 'con.+r', 'a\\..*'],
]

const random = seeded(SEED)
const below = (most: number): number => Math.floor(random() * most)
const one = <T>(list: readonly T[]): T => list[below(list.length)] as T

function someLabels(): LabelSet {
  const labels = Object.create(null) as Record<string, string>
  for (const name of NAMES) if (random() < 0.6) labels[name] = one(VALUES.slice(1))
  return labels
}

function someMatchers(): readonly MatcherData[] {
  return Array.from({ length: 1 + below(3) }, () => {
    const is_regex = random() < 0.5
    return {
      name: one(NAMES),
      value: is_regex ? one(EXPRESSIONS) : one(VALUES),
      is_regex,
      is_equal: random() < 0.75,
    }
  })
}

const naive = (matchers: readonly MatcherData[], labels: LabelSet): boolean =>
  matchesAll(compiledMatchers({ matchers }) ?? [], labels)

test(`whatever silences and alerts there are, the indexes find what a comparison of all with all finds, seed ${SEED}`, () => {
  const index = new SilenceIndex()
  const silences = new Map<string, Pick<Silence, 'id' | 'matchers'>>()
  const alerts = new Map<string, LabelSet>()
  const firing = new FiringLabels({
    values: () => [...alerts].map(([fingerprint, labels]) => ({ fingerprint, labels, status: 'firing' })),
    goingOn: () => alerts.keys(),
  })
  for (let step = 0; step < 3_000; step++) {
    const what = random()
    if (what < 0.3) {
      const silence = { id: `s${below(80)}`, matchers: someMatchers() }
      if (!silences.has(silence.id)) silences.set(silence.id, silence)
      index.add(silences.get(silence.id) ?? silence)
    } else if (what < 0.4) {
      const id = `s${below(80)}`
      silences.delete(id)
      index.remove(id)
    } else if (what < 0.75) {
      const labels = someLabels()
      alerts.set(fingerprint(labels), labels)
      firing.add(fingerprint(labels), labels)
    } else if (what < 0.85 && alerts.size > 0) {
      const gone = one([...alerts.keys()])
      firing.remove(gone, alerts.get(gone) ?? {})
      alerts.delete(gone)
    } else if (what < 0.93) {
      const labels = someLabels()
      const found = [...index.candidates(labels)].filter((id) => {
        const silence = silences.get(id)
        return silence !== undefined && index.matches(silence, labels)
      })
      const all = [...silences.values()].filter(({ matchers }) => naive(matchers, labels))
      expect(found.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
    } else {
      const matchers = someMatchers()
      const compiled = compiledMatchers({ matchers }) ?? []
      if (random() < 0.5) finish(firing.learn(compiled))
      const found = [...firing.candidates(compiled)].filter((key) => naive(matchers, alerts.get(key) ?? {}))
      const all = [...alerts.keys()].filter((key) => naive(matchers, alerts.get(key) ?? {}))
      expect(found.toSorted()).toEqual(all.toSorted())
    }
  }
})

test(`S7: a board names exactly the active silences that match each firing alert, restarts included, seed ${SEED}`, async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  const ids: string[] = []
  for (let round = 0; round < 60; round++) {
    const labels = { ...someLabels(), n: `${below(15)}` }
    await t.report(one(VALUES.slice(1)), { labels, ends: random() < 0.3 ? -1 : 30 * HOUR })
    const matchers = someMatchers()
    const now = t.clock.now()
    const endsAt = now + below(5) * HOUR + 1
    const input = { matchers, startsAt: now, endsAt, createdBy: 'a', comment: 'c', annotations: {} }
    if (silenceError({ id: undefined, ...input }, now) === undefined) {
      const made = await t.core.setSilence({ id: undefined, ...input })
      if (made.ok) ids.push(made.value)
    }
    if (random() < 0.2 && ids.length > 0) await t.core.expireSilence(one(ids), 'a')
    if (random() < 0.2) await t.pass(HOUR / 4)
    if (round % 20 === 19) {
      await t.core.close()
      t = await startCore(folder, { clock: t.clock })
    }
    const active = t.core.silences().filter(({ state }) => state === 'active')
    for (const { alert } of t.core.alerts()) {
      const all = active.filter(({ matchers: given }) => naive(given, alert.labels)).map(({ id }) => id)
      expect(alert.silenced_by).toEqual(alert.status === 'firing' ? all.toSorted() : [])
    }
  }
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('a silence with an expression that this version refuses hides nothing, rather than more than it should', () => {
  const index = new SilenceIndex()
  const given = { is_regex: true, is_equal: true, name: 'instance', value: '(a{1,30}){1,100}' }
  const silence = { id: 's', matchers: [given, { ...given, name: 'team', value: 'db' }] }
  index.add(silence)
  expect([...index.candidates({ team: 'db' })]).toEqual(['s'])
  expect(index.matches(silence, { team: 'db', instance: 'other' })).toBe(false)
})
