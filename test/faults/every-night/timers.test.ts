import { setTimeout as sleep } from 'node:timers/promises'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../support/chance.ts'
import { boardOf } from '../../support/cluster/boards.ts'
import { startCluster } from '../../support/cluster/cluster.ts'
import { SCHEMA } from '../../support/cluster/database.ts'
import { keeperOf } from '../../support/cluster/faults.ts'
import { eventOf, readKeptLog } from '../../support/cluster/kept-log.ts'
import { startWatch } from '../../support/cluster/watch.ts'
import { post } from '../../support/http/post.ts'
import { seeded } from '../../support/seeded.ts'
import { until } from '../../support/until.ts'

const DUE_IN = 3_000
const COUNT = 60

test('S2, S4: the keeper is killed as deadlines fall due: each alert ends once, and none that others still send', async () => {
  const random = seeded(takeSeed())
  const cluster = await startCluster()
  const watch = await startWatch(cluster, { random, readers: 1 })
  const scene = { cluster, watch, random }
  for (let round = 0; round < runs(0.5); round++) {
    const names = Array.from({ length: COUNT }, (_, n) => `Due${round}-${n}`)
    const due = Date.now() + DUE_IN
    for (const url of cluster.urls) {
      const answer = await post(
        `${url}/api/v2/alerts`,
        names.map((alertname) => ({ labels: { alertname }, endsAt: new Date(due).toISOString() })),
      )
      expect(answer.status).toBe(200)
    }
    const keeper = await keeperOf(scene)
    await sleep(due - Date.now() - 200 + random() * 600)
    await keeper.kill()
    const areOver = ({ alerts }: BoardSnapshot): boolean =>
      names.every((name) =>
        alerts.some(({ alertname, status }) => alertname === name && status === 'resolved'),
      )
    await until('every one to end', async () => {
      const [other] = cluster.nodes.filter(({ name }) => name !== keeper.name)
      return other !== undefined && areOver(await boardOf(other.url)) ? true : undefined
    })
    await keeper.start()
  }
  expect(await watch.judge()).toMatchObject({ flaws: [], lost: 0, resets: 0 })
  const log = (await readKeptLog(cluster.database.ask, SCHEMA)).events.map(eventOf)
  const ends = log.flatMap(({ type, data }) =>
    type === 'alert_resolved' && data.alertname.startsWith('Due')
      ? [`${data.alertname} ${data.resolved_by}`]
      : [],
  )
  expect(new Set(ends).size).toBe(ends.length)
  expect(ends).toHaveLength(COUNT * runs(0.5))
  expect(ends.every((end) => end.endsWith(' timeout'))).toBe(true)
})
