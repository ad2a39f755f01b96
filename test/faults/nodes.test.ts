import { expect, test } from 'vitest'
import { BUDGET, runs, takeSeed } from '../support/chance.ts'
import { startCluster } from '../support/cluster/cluster.ts'
import {
  type Fault,
  failOver,
  LINE_FAULTS,
  NODE_FAULTS,
  REDIS_FAULTS,
  STORE_FAULTS,
} from '../support/cluster/faults.ts'
import { startWatch } from '../support/cluster/watch.ts'
import { seeded } from '../support/seeded.ts'

const ALL: Readonly<Record<string, Fault>> = {
  ...NODE_FAULTS,
  ...LINE_FAULTS,
  ...STORE_FAULTS,
  ...REDIS_FAULTS,
}

/** Of every day: the most telling, one after the other, on the same nodes. */
const TELLING = ['the keeper is killed', 'Redis is killed', 'a line is mute'] as const

/** `FAULTS`: names of them, to run some again. */
const named = process.env.FAULTS?.split(',')

/** Of every night: all of them, in an order of chance. */
function schedule(random: () => number): readonly string[] {
  if (named !== undefined) return named
  if (BUDGET < 4) return TELLING
  return Object.keys(ALL)
    .map((name) => ({ name, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ name }) => name)
}

test.each(Array.from({ length: runs(0.2) }, (_, n) => n + 1))(
  'three nodes under load, whatever goes wrong with them, their lines, Redis and the database; then a failover to a standby that has all: nothing answered is lost, nothing told twice, nobody told to begin anew (run %i)',
  async () => {
    const random = seeded(takeSeed())
    const cluster = await startCluster({ standby: 'synchronous', redis: true })
    const watch = await startWatch(cluster, { random, readers: 1 })
    await watch.load.after(100)
    for (const name of schedule(random)) {
      console.log(name)
      await ALL[name]?.({ cluster, watch, random })
    }
    console.log('the database is failed over')
    await failOver({ cluster, watch, random })
    const verdict = await watch.judge()
    console.log(`${verdict.events} events, ${verdict.answered} answered`)
    if (verdict.flaws.length > 0) for (const { output } of cluster.nodes) console.log(output().slice(-4_000))
    expect(verdict).toMatchObject({ flaws: [], lost: 0, resets: 0 })
  },
  180_000 * Math.max(1, BUDGET),
)
