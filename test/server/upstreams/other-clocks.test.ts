import { formatTime, type Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { takeOver } from '../../../server/src/upstreams/take-over.ts'
import type { TheirSilence } from '../../../server/src/upstreams/their-silence.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'

const ID = '0f3f8c4e-8f7b-4a53-9c1e-0d6d5a1b2c3d'
const matchers = [{ name: 'team', value: 'db', is_regex: false, is_equal: true }]

/** One look at the lists of two peers of an upstream. */
async function look(t: TestCore, their: TheirSilence): Promise<Silence | undefined> {
  for (const name of ['one', 'two']) await takeOver(t.core, name, [their])
  return t.core.silences().find(({ id }) => id === ID)
}

test.each([-90_000, 0, 90_000])(
  'S11: a change there counts by the clock of there, which is %d ms off, also where ours began or ended the silence',
  async (off) => {
    const t = await startCore(new MemoryDisk())
    const there = (): number => t.clock.now() + off
    const began = t.clock.now()
    const made: TheirSilence = {
      id: ID,
      state: 'pending',
      matchers,
      startsAt: began + MINUTE,
      endsAt: began + HOUR,
      updatedAt: there(),
      createdBy: 'Ana',
      comment: 'works',
      annotations: {},
      copyOf: undefined,
      others: {},
    }
    expect(await look(t, made)).toMatchObject({ state: 'pending', updated_at: formatTime(made.updatedAt) })
    await t.pass(MINUTE + 5_000)
    expect(t.core.silences()).toMatchObject([{ state: 'active', updated_at: formatTime(made.updatedAt) }])
    const longer: TheirSilence = { ...made, state: 'active', endsAt: began + 2 * HOUR, updatedAt: there() }
    expect(await look(t, longer)).toMatchObject({ ends_at: formatTime(longer.endsAt) })
    // Ended here, while there it is not known yet.
    await t.core.expireSilence(ID, 'Ben')
    expect(await look(t, longer)).toMatchObject({ state: 'expired' })
    await t.core.close()
  },
)
