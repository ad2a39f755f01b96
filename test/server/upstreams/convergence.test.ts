import type { MatcherData, Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { copyOf } from '../../../server/src/silences/with-upstreams.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { upstreamNamed, watched } from '../../support/core/watched-upstream.ts'
import { type Fault, modelUpstream } from '../../support/programs/model-upstream.ts'
import { seeded } from '../../support/seeded.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SEED = takeSeed()
const RUNS = runs(6)
const STEPS = 40

const upstream = upstreamNamed('eu', true)
const silencePolicy = { ...DEFAULT_SILENCE_POLICY, upstreams: [upstream] }

function input(t: TestCore, team: string, ends: number): SilenceInput {
  const now = t.clock.now()
  const matchers: readonly MatcherData[] = [{ name: 'team', value: team, is_regex: false, is_equal: true }]
  const said = { createdBy: 'Ana', comment: `works of ${team}`, annotations: undefined }
  return { id: undefined, matchers, startsAt: now, endsAt: now + ends, ...said }
}

const change = (silence: Silence, ends: number, annotations?: Silence['annotations']): SilenceInput => ({
  id: silence.id,
  matchers: silence.matchers,
  startsAt: Date.parse(silence.starts_at),
  endsAt: ends,
  createdBy: silence.created_by,
  comment: silence.comment,
  annotations,
})

const live = (t: TestCore): readonly Silence[] => t.core.silences().filter(({ state }) => state !== 'expired')

test.each(Array.from({ length: RUNS }, (_, n) => SEED + n))(
  'whatever is done on either side, whatever fails or restarts between: in the end both say the same, seed %i',
  async (seed) => {
    const random = seeded(seed)
    const below = (most: number): number => Math.floor(random() * most)
    const one = <T>(list: readonly T[]): T | undefined => list[below(list.length)]
    const folder = await tempDir()
    let faulty = false
    const fault = (): Fault =>
      !faulty ? 'none' : random() < 0.4 ? 'request' : random() < 0.5 ? 'answer' : 'none'
    let here = await startCore(folder, { silencePolicy })
    const there = await startCore(await tempDir(), { clock: here.clock })
    const isOld = random() < 0.5
    const watching = () => watched(here, upstream, modelUpstream(there.core, fault, isOld), random)
    let watch = watching()
    let teams = 0

    for (let step = 0; step < STEPS; step++) {
      const what = random()
      const own = one(live(here).filter(({ mirrored_from }) => mirrored_from === undefined))
      const theirs = one(live(there))
      const later = here.clock.now() + MINUTE * (1 + below(300))
      if (what < 0.15) await here.core.setSilence(input(here, `h${teams++}`, HOUR))
      else if (what < 0.27) await there.core.setSilence(input(there, `t${teams++}`, HOUR))
      else if (what < 0.37 && own !== undefined) await here.core.setSilence(change(own, later))
      else if (what < 0.42 && own !== undefined)
        await here.core.setSilence(change(own, Date.parse(own.ends_at), { ticket: `OPS-${step}` }))
      else if (what < 0.5 && theirs !== undefined) await there.core.setSilence(change(theirs, later))
      else if (what < 0.55 && own !== undefined) await here.core.expireSilence(own.id, 'Ana')
      else if (what < 0.6 && theirs !== undefined) await there.core.expireSilence(theirs.id, 'Tom')
      else if (what < 0.65) await here.pass(MINUTE)
      else if (what < 0.7) {
        await watch.close()
        await here.core.close()
        here = await startCore(folder, { silencePolicy, clock: here.clock })
        watch = watching()
      } else if (what < 0.75) faulty = !faulty
      else if (what < 0.85 && own !== undefined) await watch.write(own.id)
      else {
        watch.touch()
        await watch.look()
      }
    }
    faulty = false
    for (let look = 0; look < 4; look++) {
      watch.touch()
      await watch.look()
    }

    const ends = (silences: readonly Silence[]) =>
      silences.map((silence) => `${silence.matchers[0]?.value} until ${silence.ends_at}`).sort()
    expect(ends(live(here))).toEqual(ends(live(there)))
    const originals = live(here).filter(({ mirrored_from }) => mirrored_from === undefined)
    const copies = live(there).filter((silence) => copyOf(silence) !== undefined)
    expect(originals.map(({ upstreams }) => upstreams?.[0]?.id).sort()).toEqual(
      copies.map(({ id }) => id).sort(),
    )

    for (const own of originals)
      await here.core.setSilence(change(own, Date.parse(own.ends_at), { ticket: 'last' }))
    await watch.look()
    const noted = live(there).filter((silence) => copyOf(silence) !== undefined)
    expect(noted.map(({ annotations }) => annotations.ticket)).toEqual(
      noted.map(() => (isOld ? undefined : 'last')),
    )
    expect(ends(live(here))).toEqual(ends(live(there)))
    await watch.close()
    await here.core.close()
    await there.core.close()
  },
)
