import type { PoolClient } from 'pg'
import { Connection } from './connection.ts'
import { firstOf } from './first-of.ts'
import { each, type Place } from './place.ts'
import { openPool, type ReadPool } from './read-pool.ts'
import { naming } from './statement.ts'

/** Asks something of the database; answers rows. */
export type Ask = <R>(text: string, values?: readonly unknown[]) => Promise<readonly R[]>

/** Connections for what is read, and deleted, beside the one that writes. */
export interface Reads {
  readonly ask: Ask
  /** All that is asked within sees one moment of the database. */
  readonly atOnce: <T>(read: (ask: Ask) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

export function openReads(place: Place, most: number): Reads {
  const named = naming()
  const connections = steer(place, most)
  const using = async <T>(use: (ask: Ask, client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await connections.connect()
    let trouble: Error | undefined
    const onError = (error: Error): void => {
      trouble = error
    }
    client.on('error', onError)
    try {
      return await use(
        async (text, values) => (await client.query(named({ text, ...(values && { values }) }))).rows,
        client,
      )
    } catch (error) {
      trouble = error instanceof Error ? error : new Error(String(error))
      throw error
    } finally {
      client.off('error', onError)
      client.release(trouble)
    }
  }
  return {
    ask: (text, values) => using((ask) => ask(text, values)),
    atOnce: (read) =>
      using(async (ask, client) => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        const answer = await read(ask)
        await client.query('COMMIT')
        return answer
      }),
    close: connections.close,
  }
}

/** Connections to the one server of several that is no standby, whichever that is at the moment. */
function steer(place: Place, most: number): Pick<ReadPool, 'connect' | 'close'> {
  const places = each(place)
  const pools = new Set<ReadPool>()
  let present: Promise<ReadPool> | undefined
  const find = async (): Promise<ReadPool> => {
    const isOnly = places.length === 1
    const at = isOnly ? place : await firstOf(places, ifItWrites, () => undefined)
    const pool = openPool(at, most, !isOnly)
    pools.add(pool)
    return pool
  }
  const leave = async (asked: Promise<ReadPool>): Promise<void> => {
    if (present === asked) present = undefined
    const pool = await asked
    await pool.leave()
    pools.delete(pool)
  }
  return {
    connect: async () => {
      present ??= find()
      const asked = present
      try {
        return await (await asked).connect()
      } catch (error) {
        if (places.length === 1) throw error
        leave(asked).catch(() => undefined)
        present ??= find()
        return (await present).connect()
      }
    },
    close: async () => {
      await present?.catch(() => undefined)
      await Promise.all([...pools].map((pool) => pool.close()))
    },
  }
}

async function ifItWrites(place: Place): Promise<Place> {
  const connection = await Connection.openPrimary(place, 'reads')
  await connection.end()
  return place
}
