import { Socket } from 'node:net'
import pg from 'pg'
import { LEAVE, within } from './connection.ts'
import { clientOf, type Place, READ_PATIENCE } from './place.ts'
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

/** So much longer than the database itself allows it is waited for an answer. */
const GRACE = 2_000

export function openReads(place: Place, most: number): Reads {
  const sockets = new Set<Socket>()
  const pool = new pg.Pool({
    ...clientOf(place, 'reads'),
    stream: () => {
      const socket = new Socket()
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    },
    max: most,
    query_timeout: READ_PATIENCE + GRACE,
    idleTimeoutMillis: 60_000,
  })
  // One that is lost while nobody uses it is replaced when somebody asks.
  pool.on('error', () => undefined)
  const named = naming()
  return {
    ask: async (text, values) => (await pool.query(named({ text, ...(values && { values }) }))).rows,
    atOnce: async (read) => {
      const client = await pool.connect()
      let trouble: Error | undefined
      const onError = (error: Error): void => {
        trouble = error
      }
      client.on('error', onError)
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        const answer = await read(
          async (text, values) => (await client.query(named({ text, ...(values && { values }) }))).rows,
        )
        await client.query('COMMIT')
        return answer
      } catch (error) {
        trouble = error instanceof Error ? error : new Error(String(error))
        throw error
      } finally {
        client.off('error', onError)
        client.release(trouble)
      }
    },
    close: async () => {
      await within(LEAVE, pool.end())
      for (const socket of sockets) socket.destroy()
    },
  }
}
