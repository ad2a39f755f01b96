import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { takeSeed } from '../../support/chance.ts'
import { boardOf } from '../../support/cluster/boards.ts'
import { startCluster } from '../../support/cluster/cluster.ts'
import { startWatch } from '../../support/cluster/watch.ts'
import { startProgram } from '../../support/programs/program.ts'
import { seeded } from '../../support/seeded.ts'
import { smallDisk } from '../../support/small-disk.ts'
import { until } from '../../support/until.ts'

test('the database’s disk is full: all nodes say so and take nothing in; with room again all goes on, nothing lost and nothing twice (needs root on Linux)', async ({
  skip,
}) => {
  const place = await smallDisk(320)
  if (place === undefined) return skip('needs the right to mount a small disk')
  const random = seeded(takeSeed())
  const cluster = await startCluster({ place })
  const watch = await startWatch(cluster, { random, readers: 1 })
  await watch.load.after(100)
  const ballast = join(place, 'ballast')
  // It ends when nothing more goes in.
  await startProgram('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k']).exited
  const isSaid = async (url: string): Promise<boolean> =>
    (await boardOf(url)).health.some(
      ({ component, status }) => component === 'Store' && status === 'unhealthy',
    )
  await until(
    'every node to say so',
    async () => ((await Promise.all(cluster.urls.map(isSaid))).every((is) => is) ? true : undefined),
    120_000,
  )
  await sleep(random() * 3_000)
  await rm(ballast)
  const database = cluster.database.present()
  // It may be going through its own recovery; where even that had no room, its operator starts it again.
  await until('the database to be back', async () => {
    if (database.hasEnded()) await database.start()
    return database.ask('SELECT 1').then(
      () => true as const,
      () => undefined,
    )
  })
  await watch.load.after(100)
  const verdict = await watch.judge()
  if (verdict.flaws.length > 0) for (const { output } of cluster.nodes) console.log(output().slice(-4_000))
  expect(verdict).toMatchObject({ flaws: [], lost: 0, resets: 0 })
}, 400_000)
