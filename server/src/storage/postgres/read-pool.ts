import { Socket } from 'node:net'
import pg, { type PoolClient } from 'pg'
import { IS_STANDBY, LEAVE, Standby, within } from './connection.ts'
import { clientOf, type Place, READ_PATIENCE } from './place.ts'

/** Connections to one server, for what is read, and deleted. */
export interface ReadPool {
  readonly connect: () => Promise<PoolClient>
  /** No more are given; those that are used are closed when they are given back. */
  readonly leave: () => Promise<void>
  /** At once, after a moment for what is under way. */
  readonly close: () => Promise<void>
}

/** So much longer than the database itself allows it is waited for an answer. */
const GRACE = 2_000

/** `mayFollow`: the server is one of several, and refused while it is a standby. */
export function openPool(place: Place, most: number, mayFollow: boolean): ReadPool {
  const sockets = new Set<Socket>()
  const pool = new pg.Pool({
    ...clientOf(place, 'reads'),
    stream: () => {
      const socket = new Socket()
      sockets.add(socket)
      return socket.once('close', () => sockets.delete(socket))
    },
    ...(mayFollow && {
      onConnect: async (client) => {
        const { rows } = await client.query<{ standby: boolean }>(IS_STANDBY)
        if (rows[0]?.standby !== false) throw new Standby(place)
      },
    }),
    max: most,
    query_timeout: READ_PATIENCE + GRACE,
    idleTimeoutMillis: 60_000,
  })
  // One that is lost while nobody uses it is replaced when somebody asks.
  pool.on('error', () => undefined)
  let ending: Promise<void> | undefined
  const leave = (): Promise<void> => {
    ending ??= pool.end()
    return ending
  }
  return {
    connect: () => pool.connect(),
    leave,
    close: async () => {
      await within(LEAVE, leave())
      for (const socket of sockets) socket.destroy()
    },
  }
}
