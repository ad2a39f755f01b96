import { type Alert, isGoingOn, isOfLife, type MatcherData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { seeded } from '../../support/seeded.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SEED = takeSeed()
const RUNS = runs(4)
const STEPS = 120
const silencePolicy = { ...DEFAULT_SILENCE_POLICY, acknowledgements: true }

/** What must hold after every transaction. */
function check(t: TestCore): void {
  const live = t.core.silences().filter(({ state }) => state !== 'expired')
  // What flaps is there in its quiet moments too, and all its lives are one (S10).
  const firing = t.core.board().alerts.filter(isGoingOn)
  const isMeant = ({ fingerprint, ...alert }: Alert, mark: string): boolean => {
    const [meant, life = ''] = mark.split('/')
    return meant === fingerprint && isOfLife(alert, life)
  }
  const held = firing.filter(({ acknowledged_by }) => acknowledged_by !== null)
  const marks = live.flatMap(({ annotations }) => annotations.watchfloor_acknowledges ?? [])
  expect(marks).toHaveLength(held.length)
  for (const alert of held) expect(marks.filter((mark) => isMeant(alert, mark))).toHaveLength(1)
  for (const { id, annotations } of live) {
    const bound = (annotations.watchfloor_ends_with ?? '').split(' ').filter((one) => one !== '')
    if (bound.length > 0)
      expect(
        bound.some((one) => firing.some((alert) => isMeant(alert, one))),
        id,
      ).toBe(true)
  }
  for (const alert of firing) {
    const hidden = live.filter(
      ({ state, annotations, matchers }) =>
        state === 'active' &&
        annotations.watchfloor_acknowledges === undefined &&
        matchers.every(({ name, value }) => alert.labels[name] === value),
    )
    expect(alert.silenced_by).toEqual(hidden.map(({ id }) => id).sort())
  }
}

test.each(Array.from({ length: RUNS }, (_, n) => SEED + n))(
  'S9: silences end with their alerts and stand for acknowledgements in the very transaction, whatever happens, seed %i',
  async (seed) => {
    const random = seeded(seed)
    const below = (most: number): number => Math.floor(random() * most)
    const one = <T>(list: readonly T[]): T | undefined => list[below(list.length)]
    const folder = await tempDir()
    let t = await startCore(folder, { silencePolicy })
    const name = () => `A${below(4)}`
    const labels = () => ({ team: `t${below(2)}`, severity: random() < 0.3 ? 'critical' : 'warning' })

    for (let step = 0; step < STEPS; step++) {
      const now = t.clock.now()
      const what = random()
      const silence = one(t.core.silences().filter(({ state }) => state !== 'expired'))
      const fingerprint = one(t.core.alerts())?.alert.fingerprint
      if (what < 0.25) await t.report(name(), { labels: labels(), ends: (1 + below(40)) * MINUTE })
      else if (what < 0.35) await t.report(name(), { labels: labels(), ends: 0 })
      else if (what < 0.5 && fingerprint !== undefined) {
        const until = one(['resolved', 'worse', 'time'] as const) ?? 'resolved'
        const endsAt = until === 'time' ? now + (1 + below(90)) * MINUTE : undefined
        await t.core.acknowledge({
          fingerprint,
          life: undefined,
          name: 'Ana',
          until,
          endsAt,
          note: undefined,
        })
      } else if (what < 0.57 && fingerprint !== undefined) {
        await t.core.unacknowledge({ fingerprint, life: undefined, name: 'Ana' })
      } else if (what < 0.7) {
        const team: MatcherData = { name: 'team', value: `t${below(2)}`, is_regex: false, is_equal: true }
        const endsAt = now + (1 + below(120)) * MINUTE
        const startsAt = random() < 0.2 ? now + MINUTE : now
        const said = { createdBy: 'Ana', comment: 'works', annotations: undefined }
        await t.core.saveSilence(
          { id: undefined, matchers: [team], startsAt, endsAt: Math.max(endsAt, startsAt + MINUTE), ...said },
          { confirmed: true, untilResolved: random() < 0.6 },
        )
      } else if (what < 0.77 && silence !== undefined) {
        await t.core.setSilence({
          id: silence.id,
          matchers: silence.matchers,
          startsAt: Date.parse(silence.starts_at),
          endsAt: now + (1 + below(200)) * MINUTE,
          createdBy: 'Tom',
          comment: silence.comment,
          annotations: random() < 0.5 ? undefined : silence.annotations,
        })
      } else if (what < 0.83 && silence !== undefined) await t.core.expireSilence(silence.id, 'Tom')
      else if (what < 0.96) await t.pass(random() < 0.2 ? 25 * MINUTE : 20_000)
      else {
        await t.core.close()
        if (random() < 0.3) t.clock.jump(3 * HOUR)
        t = await startCore(folder, { silencePolicy, clock: t.clock })
        await t.pass(2_000)
      }
      check(t)
    }
    expect(t.failed).toEqual([])
    await t.core.close()
  },
)
