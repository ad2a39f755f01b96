import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../support/chance.ts'
import { type Cluster, startCluster } from '../../support/cluster/cluster.ts'
import { SCHEMA } from '../../support/cluster/database.ts'
import type { Absence } from '../../support/cluster/desks.ts'
import { makeNextVersion } from '../../support/cluster/next-version.ts'
import { startWatch, type Watch } from '../../support/cluster/watch.ts'
import {
  documentedHaproxy,
  documentedNginx,
  documentedServers,
} from '../../support/programs/documented-proxies.ts'
import { startHaproxy } from '../../support/programs/haproxy.ts'
import { startNginx } from '../../support/programs/nginx.ts'
import { seeded } from '../../support/seeded.ts'
import { until } from '../../support/until.ts'

const ENV = { WATCHFLOOR_TRUSTED_PROXIES: '127.0.0.1', WATCHFLOOR_INSECURE_OPEN: 'true' }

/** A real nginx and a real HAProxy before all nodes, as docs/operating.md has them. */
async function startProxies({ nodes }: Cluster): Promise<readonly string[]> {
  const servers = await documentedServers(nodes.map(({ address }) => address))
  const { http, location } = await documentedNginx()
  const nginx = await startNginx({
    target: 'http://watchfloor',
    location,
    http: `${http}\n${servers.nginx}`,
  })
  const haproxy = await startHaproxy({
    target: { backend: servers.haproxy },
    defaults: await documentedHaproxy(),
  })
  return [nginx.url, haproxy.url]
}

/** Each node is drained and started again while all others work; resolves when everybody is back. */
async function roll({ nodes }: Cluster, { load, desks }: Watch, file?: string): Promise<void> {
  for (const node of nodes) {
    expect(await node.drain(), node.output()).toBe(0)
    await load.after(40)
    await node.start(file)
    await until(`${node.name} to be ready`, async () => {
      const answer = await fetch(`${node.url}/readyz`)
      await answer.body?.cancel()
      return answer.ok || undefined
    })
    await until('everybody to be back', () =>
      desks.every(({ freshness }) => freshness().state === 'live') ? true : undefined,
    )
  }
}

/** Everybody is back within this, nineteen of twenty times. */
const BACK_WITHIN = 5_000

/** How long desks were without a stream, and what went by with what; answers the p95 of it. */
function tellAway({ desks }: Watch): number {
  const away = desks.flatMap((desk) => desk.away)
  const at = (share: number, part: (one: Absence) => number): number => {
    const sorted = away.map(part).toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length * share)] ?? 0
  }
  const line = (name: string, part: (one: Absence) => number): string =>
    `${name} ${at(0.5, part).toFixed(0)}, ${at(0.95, part).toFixed(0)}`
  const parts = [
    line('in all', ({ total }) => total),
    line('told to stay away', ({ told }) => told ?? 0),
    line('until they asked', ({ gap }) => gap),
    line('until they were answered', ({ connect }) => connect),
    line('until they had all', ({ live }) => live),
    line('attempts', ({ attempts }) => attempts),
  ]
  console.log(`${desks.length} desks, away ${away.length} times; median and p95, ms: ${parts.join('; ')}`)
  return at(0.95, ({ total }) => total)
}

test('P12: three nodes are started anew one by one behind nginx and HAProxy: nothing lost, nobody told twice, everybody back', async () => {
  const random = seeded(takeSeed())
  const cluster = await startCluster({ env: ENV })
  const watch = await startWatch(cluster, { random, readers: runs(4), through: await startProxies(cluster) })
  await watch.load.after(100)
  await roll(cluster, watch)
  const verdict = await watch.judge()
  expect(verdict).toMatchObject({ flaws: [], lost: 0, resets: 0 })
  expect(tellAway(watch)).toBeLessThan(BACK_WITHIN)
})

test('while the database is away for all nodes, both proxies still show a board', async () => {
  const cluster = await startCluster({ env: ENV })
  const proxies = await startProxies(cluster)
  await cluster.database.present().stop()
  await until('all nodes to say that they are not ready', async () => {
    const ready = await Promise.all(cluster.urls.map(async (url) => (await fetch(`${url}/readyz`)).ok))
    return ready.some((is) => is) ? undefined : true
  })
  // HAProxy asks once a second.
  for (const url of proxies)
    await until(`a board at ${url}`, async () => ((await fetch(`${url}/api/v2/board`)).ok ? true : undefined))
  await cluster.database.present().start()
})

test('two versions beside each other: the next one adds to the schema, and both go on, until all are of it, and back', async () => {
  const random = seeded(takeSeed())
  const next = await makeNextVersion()
  const cluster = await startCluster({ env: ENV })
  const watch = await startWatch(cluster, { random })
  await watch.load.after(100)
  await roll(cluster, watch, next)
  const [row] = await cluster.database.ask(`SELECT count(*)::int AS n FROM ${SCHEMA}.of_the_next_version`)
  expect(row).toEqual({ n: 0 })
  await roll(cluster, watch)
  expect(await watch.judge()).toMatchObject({ flaws: [], lost: 0, resets: 0 })
})
