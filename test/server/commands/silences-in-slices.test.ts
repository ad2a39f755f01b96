import type { LoggedEvent, MatcherData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { Pace } from '../../../server/src/ground/pace.ts'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { takeOver } from '../../../server/src/upstreams/take-over.ts'
import type { TheirSilence } from '../../../server/src/upstreams/their-silence.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { until } from '../../support/until.ts'

const ALERTS = 1_200

/** No text that they need can be looked for first, and no value is one of a list. */
const hard: readonly MatcherData[] = [
  { name: 'host', value: '([a-z]|[0-9-])+', is_regex: true, is_equal: true },
  { name: 'host', value: '([a-y]|z[a-z])*[.]+', is_regex: true, is_equal: false },
]

/** A core with firing alerts, how many steps its own long works took, and the events of each commit. */
async function started() {
  let steps = 0
  const commits: (readonly LoggedEvent[])[] = []
  const run: Pace['run'] = async (begin) => {
    const work = begin()
    for (;;) {
      const next = work.next()
      if (next.done === true) return next.value
      steps++
      if (steps % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const t = await startCore(new MemoryDisk(), {
    run,
    storage: (real) => ({
      ...real,
      commit: (changes) => {
        commits.push(changes.events)
        return real.commit(changes)
      },
    }),
  })
  const answer = await t.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: 'a',
    receiver: undefined,
    alerts: Array.from({ length: ALERTS }, (_, n) => ({
      labels: { alertname: 'A', host: `host-${n}` },
      annotations: {},
      startsAt: t.clock.now(),
      endsAt: t.clock.now() + 5 * HOUR,
      generatorURL: undefined,
    })),
  })
  expect(answer).toMatchObject({ ok: true, accepted: ALERTS })
  commits.length = 0
  return { t, commits, steps: () => steps }
}

const silenced = ({ core }: TestCore): number =>
  core.alerts().filter(({ alert }) => alert.silenced_by.length > 0).length

test('a silence that begins by the clock is tried in steps, and takes its alerts in groups after its own event', async () => {
  const { t, commits, steps } = await started()
  const { core, clock } = t
  const input: SilenceInput = {
    id: undefined,
    matchers: hard,
    startsAt: clock.now() + MINUTE,
    endsAt: clock.now() + HOUR,
    createdBy: 'Ana',
    comment: '',
    annotations: {},
  }
  expect(await core.setSilence(input, true)).toMatchObject({ ok: true })
  expect(silenced(t)).toBe(0)
  const before = steps()
  await until('all of them silenced', async () => {
    await t.pass(10_000)
    return silenced(t) === ALERTS || undefined
  })
  expect(steps() - before).toBeGreaterThanOrEqual(ALERTS)
  const kinds = commits.map((events) => events.filter(({ type }) => type === 'alert_silenced').length)
  expect(kinds.reduce((sum, count) => sum + count, 0)).toBe(ALERTS)
  expect(Math.max(...kinds)).toBeLessThanOrEqual(500)
  const types = t.events.map(({ type }) => type)
  expect(types.indexOf('silence_activated')).toBeLessThan(types.indexOf('alert_silenced'))

  // What comes while it takes its alerts is hidden from the first moment; when it ends, all of them are told.
  await t.report('A', { labels: { host: 'host-new' }, ends: HOUR })
  expect(silenced(t)).toBe(ALERTS + 1)
  await until('none of them silenced', async () => {
    await t.pass(10 * MINUTE)
    return silenced(t) === 0 || undefined
  })
  expect(t.failed).toEqual([])
  await core.close()
})

test('silences of an upstream are tried in steps and taken over some at a time, however many it has', async () => {
  const { t, commits, steps } = await started()
  const now = t.clock.now()
  const theirs = Array.from(
    { length: 170 },
    (_, n): TheirSilence => ({
      id: `0f3f8c4e-8f7b-4a53-9c1e-${String(n).padStart(12, '0')}`,
      state: 'active',
      matchers: n === 0 ? hard : [{ name: 'host', value: `host-${n}`, is_regex: false, is_equal: true }],
      startsAt: now - MINUTE,
      endsAt: now + HOUR,
      updatedAt: now - MINUTE,
      createdBy: 'Tom',
      comment: '',
      annotations: {},
      copyOf: undefined,
      others: {},
    }),
  )
  const before = steps()
  expect(await takeOver(t.core, 'eu', theirs)).toEqual(new Map())
  expect(steps() - before).toBeGreaterThanOrEqual(ALERTS)
  const made = commits.map((events) => events.filter(({ type }) => type === 'silence_created').length)
  expect(made.filter((count) => count > 0)).toEqual([50, 50, 50, 20])
  await until('all of them silenced', async () => {
    await t.pass(1_000)
    return silenced(t) === ALERTS || undefined
  })
  // The wide one is told, as if it was made here.
  expect(t.events.filter(({ type }) => type === 'system_notification')).toHaveLength(1)
  commits.length = 0
  expect(await takeOver(t.core, 'eu', theirs)).toEqual(new Map())
  expect(commits).toEqual([])
  await takeOver(t.core, 'eu', [])
  expect(t.core.silences().filter(({ state }) => state === 'active')).toEqual([])
  await t.core.close()
})
