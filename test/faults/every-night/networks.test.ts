import { expect, onTestFinished, test } from 'vitest'
import { takeSeed } from '../../support/chance.ts'
import { startCluster } from '../../support/cluster/cluster.ts'
import { type Fault, LINE_FAULTS, NETWORK_FAULTS } from '../../support/cluster/faults.ts'
import { startWatch } from '../../support/cluster/watch.ts'
import { makeNamespace, type Namespace } from '../../support/network/namespace.ts'
import { seeded } from '../../support/seeded.ts'

const FAULTS: readonly (readonly [string, Fault])[] = Object.entries({ ...NETWORK_FAULTS, ...LINE_FAULTS })

async function makeMachines(): Promise<readonly Namespace[] | undefined> {
  const machines: Namespace[] = []
  for (let n = 0; n < 3; n++) {
    const machine = await makeNamespace(n)
    if (machine === undefined) return undefined
    machines.push(machine)
  }
  return machines
}

test('three nodes on machines of their own, whatever is cut between any two: nothing lost, nothing twice, nobody told to begin anew (needs root on Linux)', async ({
  skip,
}) => {
  const machines = await makeMachines()
  if (machines === undefined) return skip('needs the right to make networks')
  const random = seeded(takeSeed())
  const cluster = await startCluster({ machines })
  onTestFinished(() => Promise.all(cluster.nodes.map(({ kill }) => kill())).then(() => undefined))
  const watch = await startWatch(cluster, { random, readers: 1 })
  await watch.load.after(100)
  for (const [name, fault] of FAULTS) {
    console.log(name)
    await fault({ cluster, watch, random })
  }
  const verdict = await watch.judge()
  if (verdict.flaws.length > 0) for (const { output } of cluster.nodes) console.log(output().slice(-4_000))
  expect(verdict).toMatchObject({ flaws: [], lost: 0, resets: 0 })
}, 400_000)
