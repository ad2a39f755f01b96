import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Unanswered } from '../../../../server/src/storage/commit-errors.ts'
import { Connection } from '../../../../server/src/storage/postgres/connection.ts'
import type { Place } from '../../../../server/src/storage/postgres/place.ts'
import { openPostgres, type SharedStorage } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { openReads } from '../../../../server/src/storage/postgres/reads.ts'
import { ROLE, startDatabase } from '../../../support/cluster/database.ts'
import { until } from '../../../support/until.ts'
import { alertEvent, changes, DAY } from '../conformance/samples.ts'

/** Commits it until it is kept. */
async function commit(storage: SharedStorage, sequence: number): Promise<void> {
  const events = [alertEvent(sequence, DAY + sequence, 'alert_created', `a${sequence}`)]
  await until(`event ${sequence} to be kept`, async () => {
    try {
      await storage.commit(changes({ events }))
      return true
    } catch (error) {
      if (error instanceof Unanswered && (await error.fate)) return true
      await storage.shared.catchUp({ hold: false }).catch(() => undefined)
      return undefined
    }
  })
}

test('of several hosts the one that is no standby is used, before a failover and after it, and nothing is lost', async () => {
  const database = await startDatabase('synchronous')
  onTestFinished(database.end)
  const [primary = 0, standby = 0] = database.ports
  const host = '127.0.0.1'
  // The standby comes first, and it can be read.
  const place: Place = {
    host,
    port: standby,
    others: [{ host, port: primary }],
    database: ROLE,
    user: ROLE,
    password: undefined,
    tls: undefined,
    schema: 'watchfloor',
    patience: 2_000,
  }
  const storage = await openPostgres(place)
  onTestFinished(storage.close)
  await storage.load(DAY, 10)
  await storage.openTerm({ epoch: 'e1', first: 1 })
  await commit(storage, 1)
  const reads = openReads(place, 2)
  onTestFinished(reads.close)
  const readFrom = async (): Promise<unknown> =>
    (await reads.ask<{ port: number }>('SELECT inet_server_port() AS port'))[0]?.port
  expect(await readFrom()).toBe(primary)

  const first = database.present()
  await database.failOver()
  await commit(storage, 2)
  const { recent } = await storage.load(DAY, 10)
  expect(recent.map(({ sequence }) => sequence)).toEqual([1, 2])
  expect(await until('reads to go on', () => readFrom().catch(() => undefined))).toBe(standby)

  // The old one is back, as a standby; and what is opened from now on does not go there.
  await writeFile(join(first.data, 'standby.signal'), '')
  await first.start()
  const backwards = { ...place, port: primary, others: [{ host, port: standby }] }
  await expect(Connection.openPrimary(backwards, 'reads')).rejects.toThrow('is a standby')
  const connection = await Connection.open(backwards, 'nodes')
  onTestFinished(() => connection.cut())
  expect(await connection.ask({ text: 'SELECT inet_server_port() AS port' }, 2_000)).toEqual([
    { port: standby },
  ])
})
