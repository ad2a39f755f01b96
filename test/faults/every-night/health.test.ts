import { expect, test } from 'vitest'
import { boardOf } from '../../support/cluster/boards.ts'
import { type ClusterNode, startCluster } from '../../support/cluster/cluster.ts'
import { until } from '../../support/until.ts'

/** Health tells the truth within this, milliseconds. */
const TOLD_WITHIN = 10_000

async function statusOf({ url }: ClusterNode, path: string): Promise<number> {
  const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(2_000) })
  await answer.body?.cancel()
  return answer.status
}

async function storeOf({ url }: ClusterNode): Promise<string | undefined> {
  return (await boardOf(url)).health.find(({ component }) => component === 'Store')?.status
}

const toBe = (node: ClusterNode, isWell: boolean): Promise<true> =>
  until(
    `${node.name} to be ${isWell ? 'well' : 'red'}`,
    async () => {
      const isReady = (await statusOf(node, '/readyz')) === 200
      const isHealthy = (await storeOf(node)) === 'healthy'
      return isReady === isWell && isHealthy === isWell ? true : undefined
    },
    TOLD_WITHIN,
  )

test('a node that is cut off from the database says so within 10 s, though nobody writes, and goes on showing its board; the others are well', async () => {
  const cluster = await startCluster()
  const [cutOff, ...others] = cluster.nodes as [ClusterNode, ...ClusterNode[]]
  await Promise.all(cluster.nodes.map((node) => toBe(node, true)))
  cutOff.store.freeze()
  await toBe(cutOff, false)
  for (const node of others)
    expect([await statusOf(node, '/readyz'), await storeOf(node)]).toEqual([200, 'healthy'])
  await cutOff.store.restore()
  await toBe(cutOff, true)

  await cluster.database.present().stop()
  await Promise.all(cluster.nodes.map((node) => toBe(node, false)))
  await cluster.database.present().start()
  await Promise.all(cluster.nodes.map((node) => toBe(node, true)))
})
