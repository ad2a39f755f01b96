import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BUDGET, takeSeed } from '../../support/chance.ts'
import { startCluster } from '../../support/cluster/cluster.ts'
import { SCHEMA } from '../../support/cluster/database.ts'
import { startWatch } from '../../support/cluster/watch.ts'
import { seeded } from '../../support/seeded.ts'
import { until } from '../../support/until.ts'

/** `CALM_MINUTES=60` is the hour that is promised. */
const MINUTES = Number(process.env.CALM_MINUTES ?? Math.max(0.5, BUDGET / 4))
/** Between two things that one sender says, milliseconds: what everybody heard in an hour has to fit into memory. */
const PAUSE = MINUTES > 10 ? 400 : 100
/** As operators have it, but for the grace after a start, which would be most of the time. */
const ENV = { WATCHFLOOR_RESOLVE_TIMEOUT: '10s' }

test(
  `${MINUTES} minutes in which nothing goes wrong: no false alarm, no false end, nobody loses a stream, the duty stays where it is, and the logs have no warning`,
  async () => {
    const random = seeded(takeSeed())
    const cluster = await startCluster({ redis: true, env: ENV })
    const dutyOf = () => cluster.database.ask(`SELECT keeper, keeper_term::int FROM ${SCHEMA}.log_head`)
    const before = await dutyOf()
    const watch = await startWatch(cluster, { random, pause: PAUSE })
    const { desks } = watch
    await until(
      'everybody to be there',
      () => desks.every(({ freshness }) => freshness().state === 'live') || undefined,
    )
    const earlier = desks.map(({ away }) => away.length)
    await sleep(MINUTES * 60_000)
    // Before all that was heard is read: what leads to Redis and the database is of this process, and stands still then.
    const alarms = await cluster.database.ask(
      `SELECT data FROM ${SCHEMA}.events WHERE type = 'health_changed' AND data NOT LIKE '%"status":"healthy"%'`,
    )
    const warnings = cluster.nodes.flatMap(
      ({ output }) => output().match(/.*"level":"(warn|error|fatal)".*/g) ?? [],
    )
    const duty = await dutyOf()
    const away = desks.map((desk) => desk.away.length)
    const verdict = await watch.judge()
    console.log(`${verdict.events} events, ${verdict.answered} answered in ${MINUTES} minutes`)
    expect({ alarms, warnings, duty, away }).toEqual({
      alarms: [],
      warnings: [],
      duty: before,
      away: earlier,
    })
    expect(verdict).toMatchObject({ flaws: [], lost: 0, resets: 0 })
  },
  MINUTES * 60_000 + 600_000,
)
