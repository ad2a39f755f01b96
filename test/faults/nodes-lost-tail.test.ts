import { type Page, parseCursor } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { BUDGET, takeSeed } from '../support/chance.ts'
import { boardOf } from '../support/cluster/boards.ts'
import { startCluster } from '../support/cluster/cluster.ts'
import { startWatch } from '../support/cluster/watch.ts'
import { seeded } from '../support/seeded.ts'
import { until } from '../support/until.ts'

/** Whoever has something of a lost tail hears of it within this, milliseconds. */
const TOLD_WITHIN = 15_000
/** An answer may be lost that was given so long before the replication was cut: a standby is a little behind. */
const LAG = 1_000

async function pageAt(url: string, cursor: string): Promise<Page> {
  return (await (await fetch(`${url}/api/v2/events?cursor=${cursor}`)).json()) as Page
}

async function lostIn(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^watchfloor_log_lost_sequences_total (\d+)$/m.exec(metrics)?.[1])
}

/** Every night also with a node that stands still from before the failover until the others are past all that it knows. */
const SLEEPERS = BUDGET < 1 ? [0] : [0, 1]

test.each(SLEEPERS)(
  'S16: failed over to a standby that lacked a tail: it is told and counted, everybody who has some of it begins anew, and what is left is neither lost nor there twice (%i nodes asleep meanwhile)',
  async (sleepers) => {
    const random = seeded(takeSeed())
    const cluster = await startCluster({ standby: 'asynchronous' })
    const watch = await startWatch(cluster, { random, readers: 1 })
    await watch.load.after(150)
    const { database } = cluster
    const from = Date.now() - LAG
    await database.replication?.cut()
    await watch.load.after(150)
    const { cursor: lostCursor } = await boardOf(cluster.urls[0] as string)
    const asleep = cluster.nodes.slice(0, sleepers)
    const awake = cluster.urls.slice(sleepers)
    for (const node of asleep) node.freeze()
    await database.failOver()
    cluster.followDatabase()
    const turned = { at: performance.now(), within: TOLD_WITHIN }
    await watch.load.after(1)
    const turnedBy = Date.now()

    // Somebody who was away all the while, until the new term has passed the place where they stood.
    const stood = parseCursor(lostCursor)?.sequence ?? Number.NaN
    const pass = async (url: string): Promise<void> => {
      await until('the log to be longer than ever', async () => {
        const { cursor } = await boardOf(url)
        return (parseCursor(cursor)?.sequence ?? 0) > stood &&
          !cursor.startsWith(lostCursor.split('.')[0] as string)
          ? true
          : undefined
      })
      expect((await pageAt(url, lostCursor)).reset).toMatchObject({ reason: expect.any(String) })
    }
    await Promise.all(awake.map(pass))
    for (const node of asleep) node.goOn()
    await Promise.all(cluster.urls.map(pass))

    // What a node that fell asleep had committed there it answers when it wakes.
    const to = sleepers === 0 ? turnedBy : Date.now()
    const verdict = await watch.judge({ span: { from, to }, turned })
    console.log(
      `${verdict.events} events, ${verdict.lost} of ${verdict.answered} answers lost, ${verdict.resets} resets`,
    )
    if (verdict.flaws.length > 0) for (const { output } of cluster.nodes) console.log(output().slice(-4_000))
    expect(verdict.flaws).toEqual([])
    expect(verdict.lost).toBeGreaterThan(0)
    expect(verdict.resets).toBeGreaterThan(0)
    const lost = await Promise.all(cluster.urls.map(lostIn))
    expect(Math.max(...lost)).toBeGreaterThan(0)
  },
)
